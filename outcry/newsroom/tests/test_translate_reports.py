"""Emeka translates a report text by text, beside its source."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.test.utils.form_data import rich_text

from outcry.lib.wordings import ChangedMeanwhile
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_ready_picture, a_report, an_appeal, emeka, the_block
from outcry.newsroom.translating.queue import BEGUN, BEHIND, DONE, MISSING, reports_wanted
from outcry.newsroom.translating.segments import segments_of, texts_for
from outcry.newsroom.translating.work import NotWhole, Standing, Work, save_translation, work_on
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)
LATER = date(2011, 1, 1)


def in_kazakh(work: Work) -> dict[str, str]:
    return {line.source.key: f"<p>Қазақша {n}</p>" if line.source.is_rich else f"Қазақша {n}" for n, line in enumerate(work.lines)}


def translated(source: ReportPage, texts: dict[str, str] | None = None, *, language: str = "kk", **more: Any) -> Work:
    work = work_on(source=source, language=language)
    return save_translation(source=source, language=language, texts=in_kazakh(work) if texts is None else texts, seen=work.seen, by=None, now=NOW, **more)


def in_other_words(source: ReportPage) -> ReportPage:
    """Its first paragraph says something else, and readers have it."""
    draft = source.get_latest_revision_as_object()
    draft.body[1].value["text"].source = "<p>They came at midnight.</p>"
    draft.save_revision().publish()
    return ReportPage.objects.get(pk=source.pk)


def test_every_text_of_a_report_is_a_part_with_its_name() -> None:
    (report,) = a_report()

    told = [(segment.about, segment.is_rich) for segment in segments_of(report)]

    assert told == [
        ("Headline", False),
        ("Standfirst", False),
        ("Heading", False),
        ("Paragraph: Text", True),
        ("Note on source 1", False),
    ]


def test_what_a_picture_shows_is_a_text_and_the_picture_comes_along() -> None:
    (report,) = a_report()
    picture = a_ready_picture()
    report.body = [the_block(picture, credit="Rosa")]
    report.save_revision().publish()

    work = translated(ReportPage.objects.get(pk=report.pk), publish=True)

    (block,) = ReportPage.objects.get(locale__language_code="kk").body
    assert [line.source.about for line in work.lines[2:5]] == ["Picture: What it shows", "Picture: Caption", "Picture: Credit"]
    assert block.value["picture"] == picture.pk
    assert block.value["alt"] == "Қазақша 2"


def test_a_half_translated_report_is_a_draft_that_goes_on_where_it_stopped() -> None:
    (report,) = a_report()

    work = translated(report, {"title": "Түн ортасында"})

    assert (work.number(Standing.DONE), work.number(Standing.MISSING)) == (1, 4)
    assert work.texts == {"title": "Түн ортасында"}
    assert not ReportPage.objects.get(locale__language_code="kk").live


def test_readers_get_no_report_in_which_a_text_is_missing() -> None:
    (report,) = a_report()

    with pytest.raises(NotWhole):
        translated(report, {"title": "Түн ортасында"}, publish=True)

    assert not ReportPage.objects.filter(locale__language_code="kk").exists()


def test_what_is_translated_whole_is_published_and_up_to_date(client: Client) -> None:
    (report,) = a_report()

    translated(report, publish=True)

    page = client.get(ReportPage.objects.get(locale__language_code="kk").address()).content.decode()
    assert "<p>Қазақша 3" in page
    assert "They came" not in page
    assert not ReportPage.objects.get(locale__language_code="kk").is_stale()


def test_when_the_source_changes_only_the_changed_text_is_behind() -> None:
    (report,) = a_report()
    translated(report, publish=True)

    work = work_on(source=in_other_words(report), language="kk")

    behind = [line for line in work.lines if line.standing == Standing.BEHIND]
    assert [line.source.text for line in behind] == ["<p>They came at midnight.</p>"]
    assert behind[0].source_before == "<p>They came.</p><p>They sang.</p>"
    assert behind[0].text == "<p>Қазақша 3</p>"


def test_a_text_that_was_compared_and_left_is_up_to_date_also_after_the_next_save() -> None:
    (report,) = a_report()
    done = translated(report, publish=True).texts
    changed = in_other_words(report)
    (behind,) = [line.source.key for line in work_on(source=changed, language="kk").lines if line.standing == Standing.BEHIND]

    translated(changed, {**done, "standfirst": ""}, still_right={behind})
    work = translated(changed, done, publish=True)

    assert work.is_whole
    assert not ReportPage.objects.get(locale__language_code="kk").is_stale()


def test_a_text_left_as_it_was_stays_behind() -> None:
    (report,) = a_report()
    done = translated(report, publish=True).texts
    changed = in_other_words(report)

    with pytest.raises(NotWhole):
        translated(changed, done, publish=True)

    assert translated(changed, done).number(Standing.BEHIND) == 1


def test_a_translation_that_came_from_elsewhere_is_matched_by_the_order_of_its_parts() -> None:
    english, _russian = a_report("en", "ru")

    work = work_on(source=english, language="ru")

    assert work.is_whole
    assert work.texts["title"] == "At midnight (ru)"


def test_words_whose_part_of_the_source_is_gone_are_shown() -> None:
    (report,) = a_report()
    translated(report, publish=True)
    draft = report.get_latest_revision_as_object()
    del draft.body[0]
    draft.save_revision().publish()

    work = work_on(source=ReportPage.objects.get(pk=report.pk), language="kk")

    assert [segment.text for segment in work.lost] == ["Қазақша 2"]


def test_the_words_of_the_source_that_a_copy_begins_with_are_no_translation() -> None:
    (report,) = a_report()
    report.copy_for_translation(ReportPage.objects.get(pk=report.pk).get_parent().get_translations().get(locale__language_code="kk").locale)

    assert work_on(source=report, language="kk").number(Standing.MISSING) == 5


def test_two_who_translate_at_once_do_not_overwrite_each_other() -> None:
    (report,) = a_report()
    before = work_on(source=report, language="kk")
    translated(report, {"title": "Hers"})

    with pytest.raises(ChangedMeanwhile):
        save_translation(source=report, language="kk", texts={"title": "His"}, seen=before.seen, by=None, now=NOW)

    assert work_on(source=report, language="kk").texts == {"title": "Hers"}


def test_what_would_run_is_taken_out_of_a_translation() -> None:
    (report,) = a_report()
    work = work_on(source=report, language="kk")
    rich = next(line.source.key for line in work.lines if line.source.is_rich)

    texts = translated(report, {rich: '<p onclick="x()">Иә <a href="javascript:x()">осы</a><script>x()</script></p>'}).texts

    assert texts == {rich: "<p>Иә <a>осы</a></p>"}


def test_a_page_matches_itself() -> None:
    (report,) = a_report()

    texts, lost = texts_for(report, page=report)

    assert texts == {segment.key: segment.text for segment in segments_of(report)}
    assert lost == []


def test_the_queue_has_what_is_missing_begun_and_behind_and_no_more() -> None:
    reports = {name: a_report(key=name, slug=name)[0] for name in ("missing", "begun", "behind", "done")}
    translated(reports["begun"], {"title": "Басталды"})
    translated(reports["behind"], publish=True)
    translated(reports["done"], publish=True)
    in_other_words(reports["behind"])

    wanted = reports_wanted(organisation=reports["done"].organisation, language="kk", on=LATER)

    assert {report.slug: report.standing for report in wanted} == {"missing": MISSING, "begun": BEGUN, "behind": BEHIND}
    assert [report.slug for report in reports_wanted(organisation=reports["done"].organisation, language="kk", on=LATER, standing=DONE)] == ["done"]


def test_urgent_ones_come_first_then_those_of_an_open_appeal(client: Client) -> None:
    appeal = an_appeal()
    a_report(key="newest", slug="newest", published_on=date(2011, 1, 1))
    a_report(key="pressing", slug="pressing", published_on=date(2010, 12, 30), appeals=[appeal])
    (urgent,) = a_report(key="urgent", slug="urgent", published_on=date(2010, 12, 29))
    client.force_login(emeka())

    client.post(f"/desk/translations/{urgent.pk}/kk/urgent/", {"urgent": "1"})

    wanted = reports_wanted(organisation=urgent.organisation, language="kk", on=LATER)
    assert [report.slug for report in wanted] == ["urgent", "pressing", "newest"]


def form_of(client: Client, report: ReportPage) -> dict[str, str]:
    """What the screen sends when nothing was typed."""
    form = client.get(f"/desk/translations/{report.pk}/kk/").context["form"]
    fields = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    rich = [f"text-{number}" for number, line in enumerate(form.work.lines) if line.source.is_rich]
    return {name: rich_text(str(value)) if name in rich else str(value) for name, value in fields.items()}


def test_a_report_is_translated_on_the_desk_and_published_there(client: Client) -> None:
    (report,) = a_report()
    client.force_login(emeka())
    typed = {name: "Қазақша" for name in form_of(client, report) if name.startswith("text-")} | {"text-3": rich_text("<p>Олар <b>келді</b>.</p>")}

    answer = client.post(f"/desk/translations/{report.pk}/kk/", {**form_of(client, report), **typed, "publish": "1"})

    assert answer.status_code == 302
    page = Client().get(ReportPage.objects.get(locale__language_code="kk").address()).content.decode()
    assert "<p>Олар <b>келді</b>." in page


def test_who_is_second_sees_what_the_first_one_wrote_and_keeps_hers(client: Client) -> None:
    (report,) = a_report()
    client.force_login(emeka())
    typed = {**form_of(client, report), "text-0": "Менікі"}
    translated(report, {"title": "Оныкі"})

    html = client.post(f"/desk/translations/{report.pk}/kk/", {**typed, "save": "1"}).content.decode()

    assert "Somebody else saved this text while you were writing." in html
    assert "Оныкі" in html
    assert "Менікі" in html


def test_the_queue_is_for_staff_alone() -> None:
    assert Client().get("/desk/translations/").headers["Location"].startswith("/desk/login/")


def test_the_queue_lists_and_leads_to_each_report(client: Client) -> None:
    (report,) = a_report()
    client.force_login(emeka())

    html = client.get("/desk/translations/?language=kk").content.decode()

    assert f'href="/desk/translations/{report.pk}/kk/"' in html
    assert "not translated" in html


def test_the_first_page_of_the_desk_tells_what_fell_behind(client: Client) -> None:
    (report,) = a_report()
    translated(report, publish=True)
    in_other_words(report)
    client.force_login(emeka())

    html = client.get("/desk/").content.decode()

    assert "1 translation fell behind its source:" in html
    assert '<a href="/desk/translations/?language=kk&amp;standing=behind"' in html
