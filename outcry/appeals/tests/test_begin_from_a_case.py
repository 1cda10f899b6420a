"""An appeal begun from a case: its facts in every language, the version they come from, and whom it may address."""

from datetime import date

import pytest
from django.urls import reverse

from outcry.appeals.models import Appeal
from outcry.appeals.operations import add_demand, draft_appeal
from outcry.appeals.queries import proposed
from outcry.appeals.tests.cast import Desk, a_desk, appeal_details, appeal_words
from outcry.authorities.queries import approved
from outcry.authorities.tests.cast import NOW, a_body, a_post, an_approved_office, at_the_desk
from outcry.cases.tests.cast import a_case, a_participant, an_act, fifteen_days, published_case

pytestmark = pytest.mark.django_db


def a_public_case(desk: Desk) -> int:
    case = a_case(desk.organisation, languages=("en", "ru"))
    fifteen_days(case, act=an_act(case))
    published_case(desk.organisation, case, by=(desk.rosa, desk.emeka))
    return int(case.pk)


def test_every_language_is_filled_from_what_the_public_reads_and_the_facts_stand_beside_it() -> None:
    desk = a_desk()
    case = a_public_case(desk)

    page = at_the_desk(desk.rosa).get(f"{reverse('appeals_desk:draft')}?case={case}")

    words = {form.language: form.initial for form in page.context["words"]}
    assert words["en"]["title"] == "Name en"
    assert words["ru"]["standfirst"] == "Standfirst ru"
    assert "title" not in words["kk"]
    assert page.context["form"].initial["deadline_on"] == date(2011, 1, 3)
    assert "3 January 2011" in page.content.decode()
    assert 'name="case_version" value="1"' in page.content.decode()


def test_a_case_that_nobody_approved_fills_in_nothing() -> None:
    desk = a_desk()
    case = a_case(desk.organisation)

    page = at_the_desk(desk.rosa).get(f"{reverse('appeals_desk:draft')}?case={case.pk}")

    assert "Name en" not in str([form.initial for form in page.context["words"]])


def test_it_remembers_the_version_that_the_writer_had_before_her() -> None:
    desk = a_desk()
    case = a_public_case(desk)
    form = {"case": str(case), "case_version": "1", "details-slug": "free-anna", "details-country": "KZ", "details-deadline_on": "2036-01-03"}
    form |= {f"{code}-{name}": "0" for code in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    form |= {"en-title": "Free Anna", "en-standfirst": "Two sentences.", "en-what_happened": "It happened.", "en-source_note": "A paper"}

    at_the_desk(desk.rosa).post(reverse("appeals_desk:draft"), form)

    assert Appeal.objects.get().case_version == 1


@pytest.mark.parametrize(("told", "kept"), [(None, 1), (1, 1), (99, 1)])
def test_a_version_that_is_not_there_is_not_believed(told: int | None, kept: int) -> None:
    desk = a_desk()
    case = a_public_case(desk)

    appeal = draft_appeal(
        organisation=desk.organisation, details=appeal_details(), texts={"en": appeal_words()}, by=desk.rosa, now=NOW, case_id=case, case_version=told
    )

    assert appeal.case_version == kept


def test_the_first_letter_begins_with_what_the_appeal_says_and_asks() -> None:
    desk = a_desk()
    case = a_public_case(desk)
    texts = {language: appeal_words(language) for language in ("en", "ru")}
    appeal = draft_appeal(organisation=desk.organisation, details=appeal_details(), texts=texts, by=desk.rosa, now=NOW, case_id=case)
    add_demand(appeal=appeal, texts={"en": "Release her.", "ru": "Освободите её."}, by=desk.rosa, now=NOW)

    at_the_desk(desk.rosa).post(reverse("appeals_desk:begin_letter", args=[appeal.pk]))

    letter = appeal.letter_versions.get()
    assert letter.texts.get(language="ru").body == "Anna is an invented person.\n\nОсвободите её."
    assert letter.texts.get(language="en").subject == "Free Anna (en)"
    assert letter.approved_at is None


def test_offices_of_those_who_did_it_are_proposed_first_by_post_and_by_body() -> None:
    desk = a_desk()
    case = a_case(desk.organisation)
    body = a_body(desk.organisation)
    post = a_post(desk.organisation, body=body)
    a_participant(case, "Head of the prison", post=post)
    others, prison, head = (
        an_approved_office(desk.organisation, desk.rosa, desk.emeka, address=address)
        for address in ("letters@other.example", "office@prison.example", "head@prison.example")
    )
    type(prison).objects.filter(pk=prison.pk).update(body=body)
    type(head).objects.filter(pk=head.pk).update(body=body, post=post)
    appeal = draft_appeal(organisation=desk.organisation, details=appeal_details(), texts={"en": appeal_words()}, by=desk.rosa, now=NOW, case_id=case.pk)

    found = proposed(appeal=appeal, offices=approved(organisation=desk.organisation, now=NOW))

    assert found == [head, prison]
    assert others not in found
    page = at_the_desk(desk.rosa).get(reverse("appeals_desk:addressees", args=[appeal.pk]))
    assert page.context["form"].initial == {"office": head.pk}
    assert "The case speaks of" in page.content.decode()
