"""Words of appeals and cases are translated beside their source, and go to translators' programs and back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outcry.accounts.models import User
from outcry.appeals.models import Appeal, AppealState, AppealText, Demand, DemandText, LetterText, LetterVersion, TimelineMoment, TimelineText
from outcry.audit.models import LogEntry
from outcry.cases.tests.cast import a_case, an_act, published_case, rosa
from outcry.lib.wordings import ChangedMeanwhile
from outcry.newsroom.tests.cast import NOW, a_newsroom, an_appeal, emeka
from outcry.newsroom.translating import units as formats
from outcry.newsroom.translating.exchange import bring_in, units_of
from outcry.newsroom.translating.units import Unit
from outcry.newsroom.translating.words import NotSaved, Worded, WordsWork, running_appeals, save_words, worded
from outcry.newsroom.translating.work import Standing
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


def a_whole_appeal(**changes: Any) -> Appeal:
    """With a demand, something that happened, and a letter that is being written."""
    appeal = an_appeal(**{"state": "draft"} | changes)
    DemandText.objects.create(demand=Demand.objects.create(appeal=appeal), language="en", text="Free her")
    TimelineText.objects.create(
        moment=TimelineMoment.objects.create(appeal=appeal, kind="other", when="2011"), language="en", headline="Taken", body="At dawn."
    )
    LetterText.objects.create(letter=LetterVersion.objects.create(appeal=appeal, number=1, written_at=NOW), language="en", subject="Anna", body="Free her.")
    return appeal


def a_public_case() -> Any:
    organisation = a_newsroom()
    case = a_case(organisation)
    an_act(case)
    published_case(organisation, case, by=(emeka(), rosa(organisation)))
    return case


def whole(thing: Any) -> Worded:
    found = worded(subject=thing.subject, organisation=a_newsroom())
    assert found is not None
    return found


def saved(thing: Any, texts: dict[str, str], **more: Any) -> WordsWork:
    told = {"seen": whole(thing).work("kk").seen, "by": None, "now": NOW} | more
    return save_words(subject=thing.subject, organisation=a_newsroom(), language="kk", texts=texts, **told)


def everything(thing: Any) -> dict[str, str]:
    return {line.source.key: f"Қ {line.source.text}" for line in whole(thing).work("kk").lines}


def standing(thing: Any) -> str:
    return whole(thing).standing("kk")


def test_an_appeal_is_translated_whole_its_demands_timeline_and_letter_too() -> None:
    appeal = a_whole_appeal()

    work = saved(appeal, everything(appeal))

    assert [line.source.about for line in work.lines] == [
        "Title",
        "In two sentences",
        "What happened",
        "Demand",
        "What happened: Headline",
        "What happened: Text",
        "Letter: Subject",
        "Letter: Letter",
    ]
    assert work.is_whole
    assert standing(appeal) == "done"
    assert AppealText.objects.get(language="kk").title == "Қ Free Anna"
    assert LetterText.objects.get(language="kk").made_from_version == 1


def test_after_the_launch_what_people_signed_is_not_among_it_and_the_log_tells_of_a_translation() -> None:
    appeal = a_whole_appeal(state="open")
    LetterVersion.objects.update(approved_at=NOW)

    saved(appeal, everything(appeal))

    assert {line.source.key.partition("/")[0] for line in whole(appeal).work("kk").lines} == {"text", "moment"}
    assert LogEntry.objects.get(verb="correct_text").details["reason"] == "Translated."


def test_an_appeal_that_ended_waits_for_nobody() -> None:
    an_appeal(state=AppealState.ENDED)

    assert list(running_appeals(organisation=a_newsroom())) == []


def test_urgent_appeals_come_first_then_the_soonest_to_close() -> None:
    for number, (slug, is_urgent) in enumerate((("later", False), ("sooner", False), ("urgent", True))):
        appeal = an_appeal()
        Appeal.objects.filter(pk=appeal.pk).update(slug=slug, is_urgent=is_urgent, deadline_on=f"2011-02-{10 - number if slug != 'urgent' else 20}")
        AppealText.objects.filter(appeal=appeal).update(title=slug)

    assert [one.title for one in running_appeals(organisation=a_newsroom())] == ["urgent", "sooner", "later"]


def test_a_half_translated_part_stays_wanted() -> None:
    appeal = an_appeal()

    work = saved(appeal, {"text/title": "Қ"})

    assert [line.standing for line in work.lines] == [Standing.BEHIND, Standing.MISSING, Standing.MISSING]
    assert standing(appeal) == "behind"


def test_the_rest_of_a_part_is_not_kept_without_its_headline() -> None:
    appeal = an_appeal()

    with pytest.raises(NotSaved) as refused:
        saved(appeal, {"text/standfirst": "Қ"})

    assert refused.value.key == "text/title"
    assert not AppealText.objects.filter(language="kk").exists()


def test_when_the_source_changes_a_text_is_behind_until_it_was_compared() -> None:
    appeal = an_appeal()
    saved(appeal, everything(appeal))
    AppealText.objects.filter(language="en").update(version=2, title="Free Anna now")
    texts = whole(appeal).work("kk").texts

    left = saved(appeal, texts, still_right={"text/standfirst"})
    done = saved(appeal, texts | {"text/title": "Жаңа"}, still_right={"text/standfirst", "text/what_happened"})

    assert left.number(Standing.BEHIND) == 3
    assert done.is_whole


def test_two_who_translate_at_once_do_not_overwrite_each_other() -> None:
    appeal = an_appeal()
    saved(appeal, everything(appeal))

    with pytest.raises(ChangedMeanwhile):
        saved(appeal, {"text/title": "Басқа"}, seen=0)


def test_a_case_is_translated_on_the_desk_and_readers_have_it_once_it_is_approved(client: Client) -> None:
    case = a_public_case()
    client.force_login(emeka_of(case))
    address = f"/desk/translations/case/{case.pk}/kk/"
    form = client.get(address).context["form"]
    typed = {name: "Жаңа сөз" for name in form.fields if name.startswith("text-")}

    answer = client.post(address, {"seen": "0", **typed})

    assert answer.status_code == 302
    assert set(whole(case).work("kk").texts.values()) == {"Жаңа сөз"}
    assert "Жаңа сөз" not in Client().get("/kk/cases/the-case/").text
    assert standing(case) == "done"


def emeka_of(case: Any) -> User:
    """He is there already: he approved it."""
    return User.objects.get(username="emeka", organisation=case.organisation)


def test_who_is_second_sees_what_the_first_one_wrote_and_keeps_hers(client: Client) -> None:
    appeal = an_appeal()
    client.force_login(emeka())
    saved(appeal, everything(appeal) | {"text/title": "Оныкі"})

    html = client.post(f"/desk/translations/appeal/{appeal.pk}/kk/", {"seen": "0", "text-0": "Менікі"}).text

    assert "Somebody else saved this text while you were writing." in html
    assert "Оныкі" in html
    assert "Менікі" in html


def test_what_is_refused_is_said_beside_its_text(client: Client) -> None:
    appeal = an_appeal()
    client.force_login(emeka())

    html = client.post(f"/desk/translations/appeal/{appeal.pk}/kk/", {"seen": "0", "text-1": "Қ"}).text

    assert "“Title” is needed before the rest of this part can be kept." in html


def test_the_queue_lists_appeals_and_cases_and_leads_to_each(client: Client) -> None:
    case, appeal = a_public_case(), an_appeal()
    Appeal.objects.update(case=case)
    client.force_login(emeka_of(case))

    html = client.get("/desk/translations/?language=kk").text
    done = client.get("/desk/translations/?language=kk&standing=done").text

    for subject in (case, appeal):
        path = f"/desk/translations/{subject.subject.replace(':', '/')}/kk/"
        assert f'href="{path}"' in html
        assert path not in done
    assert "belongs to an open appeal" in html


@pytest.mark.parametrize("path", ["case/999999/kk/", "person/1/kk/", "case/1/en/", "report/1/kk/"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    client.force_login(emeka())

    assert client.get(f"/desk/translations/{path}").status_code == 404


@pytest.mark.parametrize("kind", ["po", "xlf"])
def test_a_file_goes_and_comes_back_and_twice_changes_nothing(client: Client, kind: str) -> None:
    case, appeal = a_public_case(), an_appeal()
    client.force_login(emeka_of(case))

    for name, thing in (("cases", case), ("appeals", appeal)):
        taken = client.post(f"/desk/translations/{name}.{kind}", {"language": "kk"})
        language, units = formats.read(taken.content)
        write = formats.as_po if kind == "po" else formats.as_xliff
        filled = [Unit(report=one.report, key=one.key, source=one.source, target=f"Қ {one.source}") for one in units]
        file = write(filled, language=language, source_language="en")
        for expected in (len(filled), 0):
            page = client.post("/desk/translations/bring/", {"file": SimpleUploadedFile(f"back.{kind}", file)})
            assert [line["one"].saved for line in page.context["brought"]] == [expected]
            assert [line["one"].refused for line in page.context["brought"]] == [()]
        assert standing(thing) == "done"
    assert LogEntry.objects.filter(verb="take_words", subject=case.subject).count() == 1


def test_one_is_taken_along_by_a_button_and_never_by_a_link(client: Client) -> None:
    appeal = an_appeal()
    client.force_login(emeka())
    address = f"/desk/translations/appeal/{appeal.pk}/kk/words.po"

    taken = client.post(address)

    assert client.get(address).status_code == 405
    assert taken.headers["Content-Disposition"] == f'attachment; filename="appeal-{appeal.pk}-kk.po"'
    assert "Free Anna" in taken.text


def test_each_text_that_can_not_be_taken_is_told_with_its_reason() -> None:
    appeal = an_appeal()
    good = next(iter(units_of([whole(appeal).work("kk")])))
    bad = [
        Unit(report=appeal.subject, key="text/title", source="Other words", target="Қ"),
        Unit(report=appeal.subject, key="moment/9", source="Gone", target="Қ"),
        Unit(report=appeal.subject, key="text/title", source=good.source, target="Қ" * 201),
        Unit(report="case:77", key="case/name", source="N", target="Қ"),
        Unit(report="person:1", key="name", source="N", target="Қ"),
    ]

    told = bring_in(units=bad, language="kk", organisation=a_newsroom(), by=None, now=NOW)

    assert [(len(one.refused), one.saved) for one in told] == [(3, 0), (1, 0), (1, 0)]


def test_a_text_marked_as_doubtful_is_kept_and_stays_behind() -> None:
    appeal = an_appeal()
    units = [Unit(report=one.report, key=one.key, source=one.source, target="Қ", is_doubtful=True) for one in units_of([whole(appeal).work("kk")])]

    bring_in(units=units, language="kk", organisation=a_newsroom(), by=None, now=NOW)

    assert standing(appeal) == "behind"
    assert AppealText.objects.get(language="kk").title == "Қ"
