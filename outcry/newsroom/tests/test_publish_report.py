"""Emeka's tools publish reports, and other rooms ask for them."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from wagtail.models import Page, Site

from outcry.cases.tests.cast import a_case
from outcry.newsroom import queries
from outcry.newsroom.beyond_recall import beyond_recall
from outcry.newsroom.models import ReportPage, ReportsPage
from outcry.newsroom.operations import UnknownLanguage, ensure_tree, remove_report, remove_reports
from outcry.newsroom.tests.cast import NOW, ON, a_newsroom, a_report, a_text, an_appeal, an_organisation

pytestmark = pytest.mark.django_db


def test_the_tree_has_one_list_per_language_and_one_site() -> None:
    lists = ensure_tree(organisation=an_organisation(), now=NOW)

    assert set(lists) == {"en", "ru", "kk", "ar"}
    assert len({found.translation_key for found in lists.values()}) == 1
    assert Site.objects.get().root_page_id == lists["en"].pk
    assert not Page.objects.filter(slug="home").exists()


def test_making_the_tree_twice_changes_nothing() -> None:
    organisation = a_newsroom()
    before = set(Page.objects.values_list("pk", "path"))

    ensure_tree(organisation=organisation, now=NOW)

    assert set(Page.objects.values_list("pk", "path")) == before
    assert Site.objects.count() == 1


def test_the_same_key_publishes_once() -> None:
    first = a_report("en", "ru")

    second = a_report("en", "ru", headline="Something else")

    assert [page.pk for page in second] == [page.pk for page in first]
    assert ReportPage.objects.count() == 2
    assert ReportPage.objects.first().title.startswith("At midnight")  # type: ignore[union-attr]


def test_a_language_that_comes_later_joins_the_same_report() -> None:
    (english,) = a_report("en")

    _, russian = a_report("en", "ru")

    assert russian.translation_key == english.translation_key


def test_a_language_without_a_list_is_refused() -> None:
    with pytest.raises(UnknownLanguage):
        a_report("fr")


def test_removing_takes_the_whole_tree_and_nothing_else() -> None:
    a_report("en", "ru")

    assert remove_reports(organisation=an_organisation()) == 2

    assert not ReportsPage.objects.exists()
    assert not Site.objects.exists()
    assert Page.objects.filter(depth=1).exists()
    a_newsroom()
    assert Site.objects.count() == 1


def test_one_report_is_removed_in_all_its_languages_and_the_others_stay() -> None:
    a_report("en", "ru", key="one", slug="one")
    (other,) = a_report("en", key="two", slug="two")

    assert remove_report(organisation=an_organisation(), key="one") == 2

    assert list(ReportPage.objects.all()) == [other]


def test_a_translation_grows_old_when_its_source_changes() -> None:
    english, russian = a_report("en", "ru")
    assert not russian.is_stale()

    english.standfirst = "Corrected."
    english.save_revision().publish()

    assert ReportPage.objects.get(pk=russian.pk).is_stale()
    assert not ReportPage.objects.get(pk=english.pk).is_stale()


def test_a_translation_begun_on_the_desk_knows_its_source() -> None:
    (english,) = a_report("en")
    lists = ensure_tree(organisation=an_organisation(), now=NOW)

    copied = english.copy_for_translation(lists["kk"].locale)

    found = ReportPage.objects.get(pk=copied.pk)
    assert found.made_from_version == english.version
    assert found.get_latest_revision_as_object().made_from_version == english.version
    assert not found.live


def test_the_latest_come_in_the_readers_language_and_leave_tomorrow_out() -> None:
    a_report("en", "ru", key="one", slug="one", published_on=ON - timedelta(days=3))
    a_report("en", key="two", slug="two", published_on=ON - timedelta(days=1))
    a_report("en", "ru", key="three", slug="three", published_on=ON + timedelta(days=1))

    found = queries.latest(language="ru", on=ON, limit=5)

    assert [(line.url, line.language, line.languages) for line in found] == [
        ("/en/reports/two/", "en", ("en",)),
        ("/ru/reports/one/", "ru", ("en", "ru")),
    ]


def test_there_are_no_more_than_were_asked_for() -> None:
    for number in range(4):
        a_report(key=str(number), slug=f"report-{number}")

    assert len(queries.latest(language="en", on=ON, limit=3)) == 3


def test_before_there_is_an_organisation_there_is_no_report() -> None:
    assert queries.latest(language="en", on=ON, limit=3) == []


def test_an_appeal_finds_its_reports() -> None:
    appeal = an_appeal()
    a_report("en", "ru", appeals=[appeal])
    a_report(key="other", slug="other")

    found = queries.related_to_appeal(appeal_id=appeal.pk, language="ru", on=ON)

    assert [line.title for line in found] == ["At midnight (ru)"]
    assert queries.related_to_appeal(appeal_id=appeal.pk, language="ru", on=date(2010, 12, 31)) == []


def test_a_line_tells_dates_and_standfirst() -> None:
    a_report()

    (line,) = queries.latest(language="en", on=ON, limit=1)

    assert (line.title, line.standfirst, line.published_on, line.happened) == (a_text().headline, a_text().standfirst, ON, "2010-12-31")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whoever_withdraws_a_case_is_led_to_each_report_of_it_in_her_language(language: str) -> None:
    case = a_case(an_organisation())
    english, russian = a_report("en", "ru", case_ids=(case.pk,))
    wanted = {"en": english, "ru": russian}[language]

    with override(language):
        (line,) = beyond_recall(case_id=case.pk)

    assert line.number == 1
    assert [(link.label, link.url) for link in line.links] == [(wanted.title, f"/desk/pages/{wanted.pk}/edit/")]
