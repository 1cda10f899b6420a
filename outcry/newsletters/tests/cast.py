"""Who asks for the newsletter in these tests."""

from datetime import timedelta

from outcry.accounts.models import Organisation
from outcry.newsletters.joining import Choice, confirm, sign_up
from outcry.newsletters.models import SignUp, Subscription
from outcry.newsroom.subjects import TOPICS
from outcry.newsroom.tests.cast import NOW, an_organisation
from outcry.vocabularies.models import Term

SAMIRA = "samira@mail.example"
A_MINUTE = timedelta(minutes=1)


def some_topics(number: int = 2) -> list[Term]:
    """Topics, none of which stands beneath another."""
    return list(Term.objects.in_list(TOPICS).filter(parent=None).order_by("path")[:number])


def asked(address: str = SAMIRA, *languages: str, topics: tuple[Term, ...] = (), organisation: Organisation | None = None) -> SignUp:
    """Somebody has sent the form."""
    choice = Choice(languages=languages or ("en",), topics=tuple(term.pk for term in topics))
    sign_up(organisation=organisation or an_organisation(), address=address, choice=choice, language="en", now=NOW)
    return SignUp.objects.latest("pk")


def a_subscription(address: str = SAMIRA, *languages: str, topics: tuple[Term, ...] = (), organisation: Organisation | None = None) -> Subscription:
    """And its owner has pressed the button."""
    confirm(asked=asked(address, *languages, topics=topics, organisation=organisation), now=NOW + A_MINUTE)
    return Subscription.objects.latest("pk")
