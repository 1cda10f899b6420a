import re
from datetime import timedelta
from typing import Any

import pytest
from django.forms import Form
from django.test import Client
from django.utils import timezone

from outcry.appeals.material import MomentWords
from outcry.appeals.models import Appeal, AppealState, TimelineKind
from outcry.appeals.operations import add_demand, add_moment, write_letter_version
from outcry.appeals.queries import current_letter, demands, timeline
from outcry.appeals.tests.cast import a_complete_draft, a_desk, a_draft, an_open_appeal, letter_words
from outcry.authorities.models import HolderAlert, Office
from outcry.authorities.tests.cast import NOW, a_post, an_approved_office, at_the_desk

pytestmark = pytest.mark.django_db

LATER = timezone.now().date() + timedelta(days=30)
PAGES = [
    "",
    "new/",
    "{pk}/",
    "{pk}/details/",
    "{pk}/texts/",
    "{pk}/demands/",
    "{pk}/timeline/",
    "{pk}/letters/",
    "{pk}/letters/1/",
    "{pk}/addressees/",
    "{pk}/embassies/",
    "{pk}/deadline/",
]


def filled(answer: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of a page's forms, with some fields changed."""
    forms: list[Form] = answer.context.get("forms") or [answer.context["form"]]
    if answer.context.get("reason"):
        forms = [*forms, answer.context["reason"]]
    sent = {field.html_name: field.value() for form in forms for field in form if field.value() is not None and field.value() is not False}
    return {**sent, **changes}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_for_staff_alone(path: str, client: Client) -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk)
    address = f"/desk/appeals/{path}".format(pk=appeal.pk)

    stranger = client.get(address)
    colleague = at_the_desk(desk.rosa).get(address)

    assert stranger.status_code == 302
    assert "/desk/login/" in stranger.headers["Location"]
    assert colleague.status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn_after_the_launch_too(path: str) -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)

    assert at_the_desk(desk.rosa).get(f"/desk/appeals/{path}".format(pk=appeal.pk)).status_code == 200


def test_a_change_of_holders_leads_to_the_appeals_that_address_their_offices() -> None:
    desk = a_desk()
    post = a_post(desk.organisation)
    running, ended = a_complete_draft(desk, addressees=2), an_open_appeal(desk, slug="ended")
    Appeal.objects.filter(pk=ended.pk).update(state=AppealState.ENDED)
    Office.objects.update(post=post)
    HolderAlert.objects.create(organisation=desk.organisation, post=post, change="began", raised_at=NOW)

    page = at_the_desk(desk.rosa).get("/desk/authorities/changes/").text

    assert page.count(f'Appeal: <a href="/desk/appeals/{running.pk}/"><bdi>Free Anna (en)</bdi></a>') == 1
    assert f"/desk/appeals/{ended.pk}/" not in page


def test_an_appeal_is_drafted_in_one_language() -> None:
    rosa = at_the_desk(a_desk().rosa)
    page = rosa.get("/desk/appeals/new/")

    words = {"en-title": "Free Anna", "en-standfirst": "Anna is held.", "en-what_happened": "She was taken."}
    answer = rosa.post("/desk/appeals/new/", filled(page, **{"details-slug": "free-anna", "details-country": "KZ", "details-deadline_on": LATER}, **words))

    appeal = Appeal.objects.get()
    assert answer.headers["Location"] == f"/desk/appeals/{appeal.pk}/"
    assert [text.language for text in appeal.texts.all()] == ["en"]


def test_an_appeal_that_wants_no_letter_twice_says_so_on_its_page() -> None:
    rosa = at_the_desk(a_desk().rosa)
    page = rosa.get("/desk/appeals/new/")
    words = {"en-title": "Free Anna", "en-standfirst": "Anna is held.", "en-what_happened": "She was taken.", "details-never_twice": "on"}

    answer = rosa.post("/desk/appeals/new/", filled(page, **{"details-slug": "free-anna", "details-country": "KZ", "details-deadline_on": LATER}, **words))

    assert Appeal.objects.get().never_twice
    assert "Never send a letter twice" in rosa.get(answer.headers["Location"]).content.decode()


def test_what_is_wrong_stands_beside_its_field_and_the_input_stays() -> None:
    rosa = at_the_desk(a_desk().rosa)
    page = rosa.get("/desk/appeals/new/")

    answer = rosa.post(
        "/desk/appeals/new/", filled(page, **{"details-slug": "Free Anna!", "details-country": "KZ", "details-deadline_on": LATER, "en-title": "T"})
    )

    assert answer.status_code == 200
    assert "slug" in answer.context["form"].errors
    assert 'value="Free Anna!"' in answer.content.decode()
    assert not Appeal.objects.exists()


def test_saving_texts_touches_only_the_language_that_changed() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    rosa = at_the_desk(desk.rosa)
    page = rosa.get(f"/desk/appeals/{appeal.pk}/texts/")

    rosa.post(f"/desk/appeals/{appeal.pk}/texts/", filled(page, **{"en-title": "Free Anna now"}))

    assert {text.language: text.version for text in appeal.texts.all()} == {"en": 2, "ru": 1}


def test_a_stale_translation_can_be_declared_right() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    rosa = at_the_desk(desk.rosa)
    address = f"/desk/appeals/{appeal.pk}/texts/"
    rosa.post(address, filled(rosa.get(address), **{"en-title": "Free Anna now"}))
    stale = rosa.get(address)

    rosa.post(address, filled(stale, **{"ru-still_right": "on"}))

    assert "older than the source text" in stale.content.decode()
    assert appeal.texts.get(language="ru").made_from_version == 2


def test_whoever_saves_second_sees_both_texts_and_loses_nothing() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    rosa, emeka = at_the_desk(desk.rosa), at_the_desk(desk.emeka)
    address = f"/desk/appeals/{appeal.pk}/texts/"
    opened_by_both = rosa.get(address)
    rosa.post(address, filled(opened_by_both, **{"en-title": "Rosa’s title"}))

    clash = emeka.post(address, filled(opened_by_both, **{"en-title": "Emeka’s title"}))
    after_clash = appeal.texts.get(language="en").title
    emeka.post(address, filled(clash))

    assert "Rosa’s title" in clash.content.decode()
    assert "Emeka’s title" in clash.content.decode()
    assert after_clash == "Rosa’s title"
    assert appeal.texts.get(language="en").title == "Emeka’s title"


def test_a_launched_text_is_corrected_only_with_a_reason() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk)
    rosa = at_the_desk(desk.rosa)
    address = f"/desk/appeals/{appeal.pk}/texts/"

    without = rosa.post(address, filled(rosa.get(address), **{"en-title": "Free Anna K."}))
    rosa.post(address, filled(without, reason="Her name was wrong"))

    assert "reason" in without.context["reason"].errors
    assert appeal.texts.get(language="en").title == "Free Anna K."


def test_demands_are_added_moved_and_taken_away_without_javascript() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    rosa = at_the_desk(desk.rosa)
    address = f"/desk/appeals/{appeal.pk}/demands/"
    for text in ("Release her.", "Keep her safe.", "Say where she is."):
        rosa.post(address, filled(rosa.get(address), **{"new-en-text": text}))
    first, _second, third = appeal.demands.all()

    rosa.post(address, filled(rosa.get(address), **{f"row-{third.pk}-position": "1", f"row-{first.pk}-remove": "on"}))

    assert demands(appeal=appeal, language="en") == ["Say where she is.", "Keep her safe."]


def test_a_moment_with_a_date_that_is_none_is_refused_beside_it() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    rosa = at_the_desk(desk.rosa)
    address = f"/desk/appeals/{appeal.pk}/timeline/"

    wrong = rosa.post(address, filled(rosa.get(address), **{"new-en-headline": "Taken away", "new-when": "about Christmas"}))
    rosa.post(address, filled(wrong, **{"new-when": "2010-12-20~"}))

    assert "Write the date as" in wrong.content.decode()
    assert [moment.when for moment in timeline(appeal=appeal)] == ["2010-12-20~"]


def test_the_letter_is_written_approved_and_stands_on_the_form() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    rosa = at_the_desk(desk.rosa)
    rosa.post(f"/desk/appeals/{appeal.pk}/letters/new/")
    address = f"/desk/appeals/{appeal.pk}/letters/1/"

    rosa.post(address, filled(rosa.get(address), **{"en-subject": "Release Anna", "en-body": "Please release her."}))
    rosa.post(f"{address}approve/", {"seen": rosa.get(address).context["seen"]})

    letter = current_letter(appeal=appeal)
    assert letter is not None
    assert letter.texts.get().subject == "Release Anna"


def test_a_letter_that_changed_while_it_was_read_is_not_approved() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    write_letter_version(appeal=appeal, texts={"en": letter_words()}, by=desk.rosa, now=NOW)

    at_the_desk(desk.emeka).post(f"/desk/appeals/{appeal.pk}/letters/1/approve/", {"seen": "en:7"})

    assert current_letter(appeal=appeal) is None


def test_one_proposes_another_launches() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk, deadline_on=LATER)
    rosa, emeka = at_the_desk(desk.rosa), at_the_desk(desk.emeka)
    rosa.post(f"/desk/appeals/{appeal.pk}/propose/")

    rosa.post(f"/desk/appeals/{appeal.pk}/launch/")
    appeal.refresh_from_db()
    by_herself = appeal.state
    emeka.post(f"/desk/appeals/{appeal.pk}/launch/")
    appeal.refresh_from_db()

    assert by_herself == AppealState.PROPOSED
    assert appeal.state == AppealState.OPEN


def test_what_was_changed_and_proposed_again_while_she_read_is_not_launched() -> None:
    desk = a_desk()
    appeal = a_complete_draft(desk, deadline_on=LATER)
    rosa, emeka = at_the_desk(desk.rosa), at_the_desk(desk.emeka)
    rosa.post(f"/desk/appeals/{appeal.pk}/propose/")
    [link] = re.findall(rf'href="(/desk/appeals/{appeal.pk}/launch/[^"]*)"', emeka.get(f"/desk/appeals/{appeal.pk}/").content.decode())
    add_demand(appeal=appeal, texts={"en": "Something else"}, by=desk.rosa, now=NOW)
    rosa.post(f"/desk/appeals/{appeal.pk}/propose/")

    [seen] = re.findall(r'name="seen" value="([^"]+)"', emeka.get(link).content.decode())
    page = emeka.post(f"/desk/appeals/{appeal.pk}/launch/", {"seen": seen}, follow=True).content.decode()

    appeal.refresh_from_db()
    assert appeal.state == AppealState.PROPOSED
    assert "while you were reading" in page


def test_what_is_missing_stands_on_the_overview() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)

    page = at_the_desk(desk.rosa).get(f"/desk/appeals/{appeal.pk}/").content.decode()

    assert "An approved version of the letter." in page
    assert "missing" in page


def test_an_addressee_comes_from_the_approved_directory() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    office = an_approved_office(desk.organisation, desk.rosa, desk.emeka)
    rosa = at_the_desk(desk.rosa)

    rosa.post(f"/desk/appeals/{appeal.pk}/addressees/", {"office": office.pk})
    after_adding = appeal.addressees.count()
    rosa.post(f"/desk/appeals/{appeal.pk}/addressees/{appeal.addressees.get().pk}/remove/")
    wrong = rosa.post(f"/desk/appeals/{appeal.pk}/addressees/", {"office": "999"})

    assert (after_adding, appeal.addressees.count()) == (1, 0)
    assert "office" in wrong.context["form"].errors


def test_the_last_day_moves_with_a_reason() -> None:
    desk = a_desk()
    appeal = an_open_appeal(desk, deadline_on=LATER)
    rosa = at_the_desk(desk.rosa)
    later = LATER + timedelta(days=10)

    without = rosa.post(f"/desk/appeals/{appeal.pk}/deadline/", {"deadline_on": later, "reason": ""})
    rosa.post(f"/desk/appeals/{appeal.pk}/deadline/", filled(rosa.get(f"/desk/appeals/{appeal.pk}/deadline/"), deadline_on=later, reason="Detention prolonged"))

    appeal.refresh_from_db()
    assert "reason" in without.context["form"].errors
    assert appeal.deadline_on == later


def test_hostile_titles_are_text_on_the_desk() -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    appeal.texts.filter(language="en").update(title="<script>alert(1)</script>")

    page = at_the_desk(desk.rosa).get("/desk/appeals/").content.decode()

    assert "<script>alert(1)" not in page


def test_another_organisation_has_its_own_appeals() -> None:
    appeal = a_draft(a_desk())
    others = type(appeal.organisation).objects.create(slug="others", mail_domain="others.example", contact_address="a@others.example")
    mallory = at_the_desk(type(appeal.drafted_by).objects.create(username="mallory", organisation=others))  # type: ignore[union-attr]

    assert mallory.get(f"/desk/appeals/{appeal.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("details", {"details-country": "KZ", "details-slug": "first"}, {"details-slug": "second"}),
        ("deadline", {"deadline_on": "2099-02-01", "reason": "one"}, {"deadline_on": "2099-03-01", "reason": "two"}),
        ("timeline", {"row-{moment}-when": "2010-12-20"}, {"row-{moment}-when": "2010-12-21"}),
    ],
)
def test_of_two_who_change_the_same_the_second_sees_both_and_decides(path: str, first: dict[str, str], second: dict[str, str]) -> None:
    desk = a_desk()
    appeal = a_draft(desk, deadline_on=LATER)
    moment = add_moment(appeal=appeal, kind=TimelineKind.OTHER, when="2010", texts={"en": MomentWords(headline="Taken", body="")}, by=None, now=NOW)
    address = f"/desk/appeals/{appeal.pk}/{path}/"
    rosa, emeka = at_the_desk(desk.rosa), at_the_desk(desk.emeka)
    hers, his = ({name.format(moment=moment.pk): value for name, value in typed.items()} for typed in (second, first))
    opened = filled(rosa.get(address))
    assert emeka.post(address, filled(emeka.get(address), **his)).status_code == 302

    told = rosa.post(address, opened | hers)

    assert told.text.count("<q>") == 1
    assert "Somebody else saved this while you were writing." in told.text
    assert rosa.post(address, filled(told)).status_code == 302
