"""What the log says of delivery, voices, replies and the outcome, in words. No supporter is named here."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.appeals.queries import title_of
from outcry.audit.vocabulary import Detail, Subject, Vocabulary, one_of
from outcry.design.parts import Link
from outcry.protests.models import AuthorityReply, BookState, OutcomeKind, Protest, Rung
from outcry.protests.post import post


def _protests(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = Protest.objects.filter(appeal__organisation_id=organisation_id, pk__in=keys).only("pk", "appeal_id")
    of = {row.pk: row.appeal_id for row in rows}
    appeals = {one.pk: one for one in Appeal.objects.filter(pk__in=of.values()).select_related("organisation").prefetch_related("texts")}
    label = _now("A voice in “%(appeal)s”")
    return {
        key: Link(label=label % {"appeal": title_of(appeal=appeals[appeal])}, url=reverse("protests_desk:protests", args=[appeal]))
        for key, appeal in of.items()
    }


def _replies(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = AuthorityReply.objects.filter(appeal__organisation_id=organisation_id, pk__in=keys).select_related("appeal__organisation")
    label = _now("A reply to “%(appeal)s”")
    return {
        row.pk: Link(label=label % {"appeal": title_of(appeal=row.appeal)}, url=reverse("protests_desk:reply", args=[row.public_id]))
        for row in rows.prefetch_related("appeal__texts")
    }


def _post(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    rows = post(organisation=Organisation.objects.get(pk=organisation_id)).filter(pk__in=keys)
    return {row.pk: Link(label=_now("A mail to the house"), url=reverse("protests_desk:post_mail", args=[row.public_id])) for row in rows}


def _confirmations(_organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    return {key: Link(label=_now("A confirmation mail that came back"), url=reverse("protests_desk:post")) for key in keys}


_VERBS = {
    "delivery.pace": _("Pace of an office set"),
    "delivery.pause": _("Letters to an office paused"),
    "delivery.resume": _("Letters to an office let go on"),
    "delivery.hold": _("All letters of the appeal paused"),
    "delivery.release": _("Letters of the appeal let go on"),
    "delivery.retry": _("Letters sent once more"),
    "delivery.refuses": _("A mail server refuses us; letters to it wait"),
    "delivery.release_server": _("Letters to a mail server let go on"),
    "delivery.withdraw": _("Letters that had not left taken back"),
    "delivery.pause_server": _("Letters to a mail server paused"),
    "delivery.limit_server": _("Limits of a mail server set"),
    "mail.hold_all": _("All mail paused"),
    "mail.release_all": _("All mail let go on"),
    "mail.warm_up": _("Warm-up of a sending domain set"),
    "mail.hold": _("Mail held by a command"),
    "mail.release": _("Mail let go on by a command"),
    "mail.withdraw": _("Mail taken back by a command"),
    "book.ask": _("Book of letters asked for"),
    "book.mark": _("Book of letters posted or handed over"),
    "book.unmark": _("Book of letters did not go after all"),
    "book.discard": _("Book of letters discarded"),
    "book.again": _("Book of letters printed once more"),
    "letters.rung": _("Letters to an office go another way"),
    "letter.dry_run": _("Appeal run dry, its mails sent to oneself"),
    "letter.test": _("Test letter sent"),
    "voice.hide": _("Voice taken off the page"),
    "reply.new": _("Reply put back among the unread"),
    "reply.shown": _("Reply shown on the appeal page"),
    "reply.kept": _("Reply kept, not shown"),
    "reply.words": _("Words of a reply saved, some of them blacked out"),
    "reply.act": _("What a reply does recorded in a case"),
    "post.answer": _("Mail to the house answered"),
    "post.done": _("Mail to the house dealt with"),
    "post.undone": _("Mail to the house put back among what waits"),
    "appeal.end": _("Outcome recorded, appeal ended"),
    "outcome.write": _("Words of the outcome saved"),
    "thanks.wait": _("Mail about the outcome waits: there are no words in any language"),
}
_DETAILS = {
    "hourly_pace": Detail(label=_("Letters an hour")),
    "daily_cap": Detail(label=_("Letters a day at most")),
    "letters": Detail(label=_("Letters")),
    "letters_withdrawn": Detail(label=_("Letters taken back")),
    "server": Detail(label=_("Mail server")),
    "domain": Detail(label=_("Domain")),
    "plan": Detail(label=_("Letters a day")),
    "what": Detail(label=_("Of what")),
    "book": Detail(label=_("Book")),
    "how": Detail(label=_("How"), read=one_of(dict(BookState.choices))),
    "rung": Detail(label=_("Way"), read=one_of(dict(Rung.choices))),
    "addressee": Detail(label="", hidden=True),
    "bars": Detail(label=_("Blacked out")),
    "outcome": Detail(label=_("Outcome"), read=one_of(dict(OutcomeKind.choices))),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    subjects = {
        "protest": Subject(one=_("Protest"), find=_protests),
        "reply": Subject(one=_("Reply"), find=_replies),
        "house_mail": Subject(one=_("Mail to the house"), find=_post),
        "confirmation": Subject(one=_("Confirmation mail that came back"), find=_confirmations),
    }
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects=subjects)
