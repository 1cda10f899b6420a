"""What our view tests share: an appeal open today, a form filled in today, links from mails."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from outcry.appeals.models import Appeal
from outcry.front import form_token
from outcry.lib.links import make_link
from outcry.protests.addresses_of_pages import CONFIRM, LEAVE
from outcry.protests.models import Protest
from outcry.statistics.counting import recount
from tests.cast import a_form, a_try, an_open_appeal

A_MINUTE = timedelta(minutes=1)


def an_appeal_open_today(*, slug: str = "free-them", addressees: int = 2) -> Appeal:
    return an_open_appeal(slug=slug, addressees=addressees, deadline=(timezone.now() + timedelta(days=30)).date())


def a_token(appeal: Appeal, *, age: timedelta = A_MINUTE, letter_version: int = 1) -> str:
    letter = f"I ask you to release them. (en, {letter_version})"
    return form_token.issue(appeal=appeal.public_id, letter_version=letter_version, letter=letter, now=timezone.now() - age)


def a_filled_form(appeal: Appeal, **typed: str) -> dict[str, str]:
    return {
        "name": "Samira Diallo",
        "email": "samira@mail.example",
        "country": "SN",
        "letter": "I ask you to release them. (en, 1)",
        "shown_in_public": "nothing",
        "shown_to_addressee": "country",
        "homepage": "",
        "token": a_token(appeal),
    } | typed


def confirm_path(protest: Protest, language: str = "en") -> str:
    return f"/{language}/confirm/{make_link(protest.public_id, purpose=CONFIRM)}/"


def leave_path(protest: Protest, language: str = "en") -> str:
    return f"/{language}/leave/{make_link(protest.public_id, purpose=LEAVE)}/"


def a_try_today(appeal: Appeal, **form: str) -> Protest:
    return a_try(appeal, form=a_form(**form), now=timezone.now() - A_MINUTE)  # type: ignore[arg-type]


def confirmed_from(appeal: Appeal, country: str, number: int, *, shown_in_public: str = "first_name") -> None:
    """So many people of one country have confirmed."""
    for place in range(number):
        form = {"address": f"{country}{place}@mail.example", "country": country, "name": f"Person{place} {country}", "shown_in_public": shown_in_public}
        Client().post(confirm_path(a_try_today(appeal, **form)), {"public_words": f"Person{place}{country}"})


def counted(appeal: Appeal) -> None:
    recount(appeal=appeal, now=timezone.now())
