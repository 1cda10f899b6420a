"""Rosa writes a case at the desk, Emeka approves it, readers see it."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.cases.models import Act, Case, Detention, Participant, PublicCase
from outcry.cases.operations.writing import mark
from outcry.cases.tests.cast import (
    BEATEN,
    NOW,
    a_case,
    a_participant,
    a_term,
    an_act,
    an_event,
    an_intervention,
    an_organisation,
    emeka,
    fifteen_days,
    published_case,
    rosa,
)

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ru", "kk", "ar")


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def sign_in(client: Client, user: User) -> Client:
    user.groups.add(staff_group())
    client.force_login(user)
    return client


@pytest.fixture
def at_the_desk(desk: Organisation, client: Client) -> Client:
    return sign_in(client, rosa(desk))


def words(**texts: dict[str, Any]) -> dict[str, str]:
    """What the browser sends for the language forms; languages left out are blank."""
    sent: dict[str, str] = {}
    for language in LANGUAGES:
        found = {"seen_version": 0, "source_version": 0} | texts.get(language, {})
        sent |= {f"{language}-{name}": str(value) for name, value in found.items()}
    return sent


def a_new_case(**changes: str) -> dict[str, str]:
    facts = {"case-number": "2026-0001", "case-slug": "ayan", "case-country": "KZ", "case-confidential_notes": "Her brother told us."}
    source = {"source-publisher": "A paper", "source-language": "en", "source-connection": "third_party", "source-reliability": "unrated"}
    return facts | source | words(en={"name": "Ayan", "standfirst": "Jailed."}) | changes


PAGES = ["index", "open", "case", "edit", "case_history", "approve", "visible", "withdraw"]


def address(name: str, case: Case) -> str:
    return reverse(f"cases_desk:{name}", args=[] if name in ("index", "open") else [case.pk])


def custody_of(act: Act) -> str:
    return reverse("cases_desk:case_add_inner", args=[act.case_id, "acts", act.pk, "detention"])


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_sign_in(desk: Organisation, client: Client, name: str) -> None:
    answer = client.get(address(name, a_case(desk)))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


@pytest.mark.parametrize("name", ["index", "open", "case", "edit", "case_history", "visible", "withdraw"])
def test_staff_open_every_page(desk: Organisation, at_the_desk: Client, name: str) -> None:
    assert at_the_desk.get(address(name, a_case(desk))).status_code == 200


@pytest.mark.parametrize("kind", ["acts", "sources", "participants", "interventions"])
def test_staff_open_the_page_of_every_part(desk: Organisation, at_the_desk: Client, kind: str) -> None:
    case = a_case(desk)
    rows: dict[str, Any] = {"acts": an_act(case), "participants": a_participant(case, "Ayan"), "interventions": an_intervention(case)}
    part = (rows | {"sources": case.sources.get()})[kind]

    assert at_the_desk.get(reverse("cases_desk:case_add", args=[case.pk, kind])).status_code == 200
    assert at_the_desk.get(reverse("cases_desk:case_part", args=[case.pk, kind, part.pk])).status_code == 200


def test_another_organisations_case_is_not_there(at_the_desk: Client) -> None:
    theirs = a_case(an_organisation("other"))

    assert at_the_desk.get(address("case", theirs)).status_code == 404


def test_an_empty_desk_says_what_a_case_is(at_the_desk: Client) -> None:
    assert "A case is one matter" in at_the_desk.get(reverse("cases_desk:index")).text


def test_a_case_is_opened_with_its_words_and_its_source(desk: Organisation, at_the_desk: Client) -> None:
    answer = at_the_desk.post(reverse("cases_desk:open"), a_new_case())

    case = Case.objects.get()
    assert answer["Location"] == address("case", case)
    assert (case.texts.get().name, case.sources.get().publisher, case.confidential_notes) == ("Ayan", "A paper", "Her brother told us.")
    assert case.opened_by == User.objects.get(username="rosa")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"case-slug": "not a slug"}, "case-slug"),
        ({"case-number": ""}, "case-number"),
        ({"source-publisher": ""}, "source-publisher"),
        ({"source-published": "last winter"}, "source-published"),
        ({"source-url": "javascript:alert(1)"}, "source-url"),
        ({"en-name": ""}, "en-name"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_the_rest_is_kept(at_the_desk: Client, wrong: dict[str, str], field: str) -> None:
    answer = at_the_desk.post(reverse("cases_desk:open"), a_new_case(**wrong))

    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.text
    assert "Her brother told us." in answer.text
    assert not Case.objects.exists()


def test_a_number_is_given_once(desk: Organisation, at_the_desk: Client) -> None:
    a_case(desk)

    answer = at_the_desk.post(reverse("cases_desk:open"), a_new_case(**{"case-number": "2010-the-case"}))

    assert "Another case has this number." in answer.text


def test_an_act_is_added_in_two_languages(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    facts = {
        "facts-event": an_event(case).pk,
        "facts-kind": a_term(BEATEN).pk,
        "facts-when": "2010-12~",
        "facts-is_public": "on",
        "facts-sources": case.sources.get().pk,
    }

    at_the_desk.post(reverse("cases_desk:case_add", args=[case.pk, "acts"]), facts | words(en={"headline": "Beaten"}, ru={"headline": "Избит"}))

    act = Act.objects.get()
    assert (act.kind.code, act.when, act.sources.count()) == (BEATEN, "2010-12~", 1)
    assert {text.language: (text.headline, text.made_from_version) for text in act.texts.all()} == {"en": ("Beaten", 0), "ru": ("Избит", 1)}


def test_a_part_without_words_is_refused(desk: Organisation, at_the_desk: Client) -> None:
    answer = at_the_desk.post(reverse("cases_desk:case_add", args=[a_case(desk).pk, "participants"]), {"facts-kind": "person"} | words())

    assert "Write it in at least one language." in answer.text
    assert not Participant.objects.exists()


def test_whoever_saves_facts_second_is_told_and_sees_both(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    act = an_act(case)
    seen = {"facts-event": act.event_id, "facts-kind": act.kind_id, "facts-is_public": "on", "facts-seen": mark(act)} | words(
        en={"headline": "Jailed", "ended": "Not yet", "seen_version": 1}
    )
    page = reverse("cases_desk:case_part", args=[case.pk, "acts", act.pk])
    at_the_desk.post(page, seen | {"facts-when": "2010-12-21"})

    answer = at_the_desk.post(page, seen | {"facts-when": "2010-12-22"})

    assert "Somebody else saved this" in answer.text
    assert "<q>2010-12-21</q>" in answer.text
    assert 'value="2010-12-22"' in answer.text
    act.refresh_from_db()
    assert act.when == "2010-12-21"


def test_a_translation_older_than_its_source_is_marked(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk, languages=("en", "ru"))
    case.texts.filter(language="en").update(version=2)

    page = at_the_desk.get(address("edit", case)).text

    assert page.count("older than the source text") == 1
    assert "I compared it with the new text" in page
    assert "ru (older)" in at_the_desk.get(address("index", case)).text


def test_custody_is_written_and_counted(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    facts = {"facts-began": "2010-12-20~", "facts-began_is_reckoned": "on", "facts-term_days": "15", "facts-due_on": "2011-01-03"}

    at_the_desk.post(custody_of(an_act(case)), facts | {"facts-released": "2011-01-03", "facts-release_ground": "sentence_served"})

    detention = Detention.objects.get(act__case=case)
    assert (detention.term_days, detention.release_ground) == (15, "sentence_served")
    assert "Released" in at_the_desk.get(address("case", case)).text


def test_reckoning_needs_something_to_reckon_from(desk: Organisation, at_the_desk: Client) -> None:
    answer = at_the_desk.post(custody_of(an_act(a_case(desk))), {"facts-began_is_reckoned": "on"})

    assert 'id="id_facts-began_is_reckoned_error"' in answer.text


def test_acts_are_moved_by_a_button(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    first, second = an_act(case, "First"), an_act(case, "Second")

    at_the_desk.post(reverse("cases_desk:case_move", args=[case.pk, "acts", second.pk]), {"up": "1"})

    assert list(case.acts.all()) == [second, first]


def test_a_part_is_taken_out_only_after_asking(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    page = reverse("cases_desk:case_remove", args=[case.pk, "acts", an_act(case).pk])

    assert "The history can bring it back." in at_the_desk.get(page).text
    assert case.acts.count() == 1
    at_the_desk.post(page)
    assert case.acts.count() == 0


def test_one_proposes_another_approves(desk: Organisation, at_the_desk: Client) -> None:
    case, second = a_case(desk), sign_in(Client(), emeka(desk))

    at_the_desk.post(address("propose", case))
    assert "A second person has to confirm it." in at_the_desk.get(address("case", case)).text
    at_the_desk.post(address("approve", case))
    assert not PublicCase.objects.exists()
    assert "Confidential notes" in second.get(address("approve", case)).text
    second.post(address("approve", case))

    assert PublicCase.objects.get().approved_by == User.objects.get(username="emeka")


def test_what_was_proposed_again_while_she_read_is_not_approved(desk: Organisation, at_the_desk: Client) -> None:
    case, second = a_case(desk), sign_in(Client(), emeka(desk))
    at_the_desk.post(address("propose", case))
    [link] = re.findall(r'href="([^"]*/approve/[^"]*)"', second.get(address("case", case)).text)
    at_the_desk.post(address("propose", case))

    [seen] = re.findall(r'name="seen" value="([^"]+)"', second.get(link).text)
    answer = second.post(address("approve", case), {"seen": seen}, follow=True)

    assert "while you were reading" in answer.text
    assert not PublicCase.objects.exists()


def test_what_is_missing_is_said_instead_of_a_button(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    case.sources.all().delete()

    page = at_the_desk.get(address("case", case)).text

    assert "There is no source." in page
    assert "Propose to publish" not in page


def test_a_case_is_withdrawn_with_a_reason_in_the_log(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    published_case(desk, case, by=(User.objects.get(username="rosa"), emeka(desk)))

    at_the_desk.post(address("withdraw", case), {"reason": "She is in danger"})

    assert not PublicCase.objects.filter(is_current=True).exists()
    assert "Case withdrawn from the public" in at_the_desk.get(address("case", case)).text


def test_the_list_tells_the_day_in_custody(desk: Organisation, at_the_desk: Client) -> None:
    desk.content_clock_at = NOW.replace(year=2011, month=1, day=1)
    desk.save()
    fifteen_days(a_case(desk))

    assert "day 13 of 15" in at_the_desk.get(reverse("cases_desk:index")).text


HOSTILE = '"><script>alert(1)</script>'


def test_hostile_words_are_shown_as_words(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk, confidential_notes=HOSTILE)
    case.texts.update(name=HOSTILE)
    an_act(case, HOSTILE)
    a_participant(case, HOSTILE)

    for name in ("index", "case", "edit"):
        assert "<script>alert(1)" not in at_the_desk.get(address(name, case)).text


def test_the_first_page_says_what_waits_for_a_second_person(desk: Organisation, at_the_desk: Client) -> None:
    case = a_case(desk)
    at_the_desk.post(address("propose", case))

    page = at_the_desk.get(reverse("wagtailadmin_home")).text

    assert "Case waits for approval:" in page
    assert address("case", case) in page


@pytest.mark.parametrize(
    ("name", "value"), [("term_days", "99999999999"), ("term_days", "0"), ("due_on", "0001-01-01"), ("began", "Y170000002"), ("began", "x" * 61)]
)
def test_what_no_calendar_holds_is_refused(desk: Organisation, at_the_desk: Client, name: str, value: str) -> None:
    answer = at_the_desk.post(custody_of(an_act(a_case(desk))), {f"facts-{name}": value})

    assert f'id="id_facts-{name}_error"' in answer.text


@pytest.mark.parametrize(("today", "asked"), [(date(2010, 12, 30), False), (date(2010, 12, 31), True), (date(2011, 1, 3), True), (date(2011, 1, 4), True)])
def test_the_first_page_asks_about_a_release_that_is_due(desk: Organisation, at_the_desk: Client, today: date, asked: bool) -> None:
    desk.content_clock_at = NOW.replace(year=today.year, month=today.month, day=today.day)
    desk.save()
    fifteen_days(a_case(desk))

    page = at_the_desk.get(reverse("wagtailadmin_home")).text

    assert ("ue for release. Find out" in page) is asked
    assert ('<li data-tone="alarm"' in page) is (today == date(2011, 1, 4))
