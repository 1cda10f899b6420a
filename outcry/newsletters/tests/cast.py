"""Who asks for the newsletter in these tests, and who sends it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from outcry.accounts.models import Organisation, User
from outcry.delivery.models import OutgoingMessage
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import bring_to
from outcry.lib.wordings import Edit
from outcry.newsletters.digest_mails import MAILER
from outcry.newsletters.drafting import choose_items, draft_digest, propose_digest, write_words
from outcry.newsletters.joining import Choice, confirm, sign_up
from outcry.newsletters.models import Digest, SignUp, Subscription
from outcry.newsletters.sending import send_digest
from outcry.newsroom.models import ReportPage
from outcry.newsroom.subject_links import TOPICS
from outcry.newsroom.tests.cast import NOW, an_organisation, emeka
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


def rosa() -> User:
    """She drafts."""
    return User.objects.create_user("rosa", "rosa@desk.example", "correct horse battery", organisation=an_organisation())


def two_people() -> tuple[User, User]:
    """One drafts and proposes, the other one sends."""
    return rosa(), emeka()


def a_draft(*, by: User, keys: Iterable[str], languages: Iterable[str] = ("en",)) -> Digest:
    """A digest with these things in it, and words in these languages."""
    digest = draft_digest(organisation=an_organisation(), by=by, now=NOW)
    choose_items(digest=digest, places={key: place for place, key in enumerate(keys, start=1)}, seen="", by=by, now=NOW)
    for language in languages:
        words = {"subject": f"What happened ({language})", "introduction": f"Dear all ({language})."}
        write_words(digest=digest, edit=Edit(language=language), words=words, by=by, now=NOW)
    return Digest.objects.get(pk=digest.pk)


def a_sent_digest(*, keys: Iterable[str], languages: Iterable[str] = ("en",), at: datetime = NOW + 2 * A_MINUTE) -> Digest:
    """Proposed by the first of two people, sent by the second."""
    first, second = (User.objects.filter(username=name).first() for name in ("rosa", "emeka"))
    one, other = first or rosa(), second or emeka()
    digest = a_draft(by=one, keys=keys, languages=languages)
    propose_digest(digest=digest, by=one, now=at)
    return send_digest(digest=digest, by=other, now=at)


def key_of(report: ReportPage) -> str:
    return f"report-{report.translation_key}"


def handed_over() -> None:
    """The post office has handed over whatever waited."""
    bring_to(MessageState.ACCEPTED, OutgoingMessage.objects.filter(mailer=MAILER, state=MessageState.QUEUED), due_at=None)
