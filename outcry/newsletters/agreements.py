"""Everything that the owner of a mailbox agreed to or left here, over all rooms: seen, taken back one by one, taken along, erased."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.appeals.queries import text_in
from outcry.delivery.suppression import suppress
from outcry.gatherings import operations as gatherings
from outcry.gatherings.models import Coming
from outcry.gatherings.queries import text_in as text_of_gathering
from outcry.lib.addresses import CANONICAL_RULE
from outcry.lib.links import make_link
from outcry.newsletters.joining import delete_sign_ups_of, leave, subscription_of
from outcry.newsletters.models import Subscription
from outcry.newsroom.comment_rows import Comment
from outcry.newsroom.comments.commenting import erase_everything, stop_mails
from outcry.protests.addresses_of_pages import LEAVE
from outcry.protests.models import Protest
from outcry.protests.operations.withdraw_protest import decline_outcome, withdraw_protest
from outcry.supporters.models import Consent, Purpose
from outcry.supporters.operations import withdraw_consents


@dataclass(frozen=True, kw_only=True)
class Held:
    """What there is of one mailbox. Comments are those that hold her address: she wanted to hear of answers."""

    newsletter: Subscription | None = None
    outcomes: tuple[tuple[Consent, Appeal], ...] = ()
    comments: tuple[Comment, ...] = ()
    protests: tuple[Protest, ...] = field(default=())
    gatherings: tuple[Coming, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.newsletter or self.outcomes or self.comments or self.protests or self.gatherings)


def held(*, organisation: Organisation, mailbox: bytes, address: str) -> Held:
    """Everything, by the keyed hash of her address; of gatherings by the address itself, which each hashes for itself."""
    protests = Protest.objects.filter(site_address_hash=mailbox, erased_at=None, appeal__organisation=organisation)
    comments = Comment.objects.filter(organisation=organisation, address_hash=mailbox, erased_at=None)
    return Held(
        newsletter=subscription_of(organisation=organisation, mailbox=mailbox),
        outcomes=tuple(_outcomes(organisation, mailbox)),
        comments=tuple(comments.select_related("report__locale", "organisation").order_by("-submitted_at", "-pk")),
        protests=tuple(protests.select_related("appeal__organisation").prefetch_related("appeal__texts").order_by("-submitted_at", "-pk")),
        gatherings=tuple(gatherings.left_by(organisation=organisation, address=address)),
    )


def decline(*, of: Held, mailbox: bytes, public_id: str, now: datetime) -> None:
    """She does not want to hear how this appeal ends. What is not hers changes nothing."""
    for _consent, appeal in of.outcomes:
        if appeal.public_id == public_id:
            decline_outcome(address_hash=mailbox, appeal=appeal, now=now)


def silence(*, of: Held, public_id: str, now: datetime) -> None:
    """No more mails about this comment; it stays."""
    for comment in of.comments:
        if comment.public_id == public_id:
            stop_mails(comment=comment, now=now)


def withdraw(*, of: Held, public_id: str, now: datetime) -> None:
    """Take this protest back, and erase what it holds of her."""
    for protest in of.protests:
        if protest.public_id == public_id:
            _withdraw(protest, now=now)


def stay_away(*, of: Held, public_id: str, now: datetime) -> None:
    """She does not come to this gathering after all; her address goes from it."""
    for coming in of.gatherings:
        if coming.public_id == public_id:
            gatherings.stay_away(coming=coming, never_write_again=False, now=now)


@transaction.atomic
def erase_all(*, of: Held, mailbox: bytes, never_write_again: bool, now: datetime) -> None:
    """Take everything back and erase it; letters that have left can't be called back. Twice changes nothing."""
    for protest in of.protests:
        _withdraw(protest, now=now)
    for comment in of.comments[:1]:
        erase_everything(comment=comment, now=now)
    for coming in of.gatherings:
        gatherings.stay_away(coming=coming, never_write_again=False, now=now)
    if of.newsletter is not None:
        leave(subscription=of.newsletter, now=now)
    delete_sign_ups_of(mailbox, now=now)
    withdraw_consents(address_hash=mailbox, subject=None, now=now)
    if never_write_again:
        suppress(address_hash=mailbox, address_rule=CANONICAL_RULE, now=now, reason="asked on her page")


def as_data(*, of: Held, address: str) -> dict[str, Any]:
    """All of it, to take along."""
    return {
        "address": address,
        "newsletter": _newsletter(of.newsletter) if of.newsletter else None,
        "outcomes": [_consent(consent) | {"appeal": _title(appeal), "agreed_to": consent.wording} for consent, appeal in of.outcomes],
        "comments": [_comment(comment) for comment in of.comments],
        "protests": [_protest(protest) for protest in of.protests],
        "gatherings": [_coming(coming) for coming in of.gatherings],
    }


def _outcomes(organisation: Organisation, mailbox: bytes) -> Iterable[tuple[Consent, Appeal]]:
    in_force = Consent.objects.filter(supporter__organisation=organisation, supporter__address_hash=mailbox, supporter__erased_at=None, withdrawn_at=None)
    consents = {consent.subject: consent for consent in in_force.filter(purpose=Purpose.OUTCOME).order_by("given_at", "pk")}
    numbers = [int(number) for kind, _colon, number in (subject.partition(":") for subject in consents) if kind == "appeal" and number.isdecimal()]
    appeals = Appeal.objects.filter(organisation=organisation, pk__in=numbers).select_related("organisation").prefetch_related("texts")
    return [(consents[appeal.subject], appeal) for appeal in appeals.order_by("-pk")]


def _withdraw(protest: Protest, *, now: datetime) -> None:
    withdraw_protest(link=make_link(protest.public_id, purpose=LEAVE), now=now)


def _newsletter(subscription: Subscription) -> dict[str, Any]:
    consents = subscription.supporter.consents.filter(purpose=Purpose.NEWSLETTER, withdrawn_at=None)
    topics = sorted(term.code for term in subscription.topics.all())
    told = {"languages": subscription.chosen_languages(), "topics": topics, "paused": _moment(subscription.paused_at)}
    return told | {"consents": [_consent(consent) | {"agreed_to": consent.wording} for consent in consents]}


def _consent(consent: Consent) -> dict[str, Any]:
    return {"given": _moment(consent.given_at)}


def _comment(comment: Comment) -> dict[str, Any]:
    facts: Mapping[str, Any] = {name: getattr(comment, name) or "" for name in ("name", "text", "website", "state")}
    told = {"report": comment.report.title, "written": _moment(comment.submitted_at), "wants_answers_since": _moment(comment.address_confirmed_at)}
    return told | dict(facts)


def _protest(protest: Protest) -> dict[str, Any]:
    names = ("name", "country", "language", "own_text", "shown_in_public", "public_words", "shown_to_addressee", "letter_words", "state")
    told = {"appeal": _title(protest.appeal), "submitted": _moment(protest.submitted_at), "confirmed": _moment(protest.confirmed_at)}
    return told | {"wants_outcome": protest.wants_outcome} | {name: getattr(protest, name) or "" for name in names}


def _coming(coming: Coming) -> dict[str, Any]:
    text = text_of_gathering(gathering=coming.gathering, language=coming.gathering.organisation.source_language)
    return {"gathering": text.title if text else coming.gathering.slug, "day": coming.gathering.day.isoformat(), "said": coming.said_on.isoformat()}


def _title(appeal: Appeal) -> str:
    text = text_in(appeal=appeal, language=appeal.organisation.source_language)
    return text.title if text else appeal.slug


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
