"""What stands behind the links in our mails."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from django.utils.translation import gettext as _

from outcry.appeals import queries
from outcry.appeals.models import Addressee
from outcry.delivery.return_addresses import make_return_address
from outcry.design.day_words import joined
from outcry.front.filling.appeal import appeal_url, letter_in_words, outcome_in_words, way_note
from outcry.front.language_names import language_name
from outcry.front.pages.confirm import ConfirmPage, ConfirmState, EmbassyCopy, LeavePage, OwnLetter
from outcry.lib.country_names import country_name
from outcry.lib.links import UnknownLink, read_link
from outcry.lib.translations import in_language
from outcry.protests import queries as protest_queries
from outcry.protests.addresses_of_pages import appeal_url as full_appeal_url
from outcry.protests.addresses_of_pages import leave_url
from outcry.protests.letters import own_letter
from outcry.protests.models import Protest, Rung
from outcry.protests.operations.confirm_protest import ConfirmationKind, standing
from outcry.protests.operations.sign_appeal import is_open
from outcry.protests.rungs import rungs_of

_STATES: dict[ConfirmationKind, ConfirmState] = {
    ConfirmationKind.COUNTED: "open",
    ConfirmationKind.ALREADY_COUNTED: "confirmed",
    ConfirmationKind.RUN_OUT: "run_out",
    ConfirmationKind.APPEAL_ENDED: "ended",
    ConfirmationKind.LEFT: "gone",
}


# Mail programs of old cut longer ones off without a word.
LONGEST_MAILTO = 1800


def protest_behind(link: str, *, purpose: str) -> Protest | None:
    """The protest a link was made for, or None when it is not ours or the row is gone."""
    try:
        public_id = read_link(link, purpose=purpose)
    except UnknownLink:
        return None
    return Protest.objects.select_related("appeal__organisation", "letter").filter(public_id=public_id).first()


def confirm_page(protest: Protest, *, url: str, language: str, kind: ConfirmationKind | None = None, now: datetime) -> ConfirmPage:
    """The page behind a confirmation link, as things stand or as `kind` says they ended."""
    appeal = protest.appeal
    source_language = appeal.organisation.source_language
    state = _STATES[kind or standing(protest, now=now)]
    text = queries.text_in(appeal=appeal, language=language)
    addressees, ways = _ways(protest, is_confirmed=state == "confirmed")
    offices = [addressee.office for addressee in addressees]
    approved = queries.letter_in(letter=protest.letter, language=language, source_language=source_language)
    outcome = protest_queries.outcome_of(appeal=appeal) if state == "ended" else None
    shows = state == "open"
    return ConfirmPage(
        state=state,
        url=url,
        appeal_title=text.title if text else appeal.slug,
        appeal_url=appeal_url(appeal),
        share_url=full_appeal_url(slug=appeal.slug, language=language),
        appeal_is_open=is_open(appeal, now=now),
        offices=tuple(
            _office(addressee, ways.get(addressee.pk, Rung.SINGLE), language, source_language, is_confirmed=state == "confirmed") for addressee in addressees
        ),
        in_daily_letters=Rung.DAILY in ways.values(),
        in_books=Rung.BOOK in ways.values(),
        by_herself=Rung.OWN in ways.values(),
        own=_own_letters(protest, language=language, now=now) if state == "confirmed" else (),
        languages_sent=", ".join(dict.fromkeys(language_name(office.language) for office in offices)),
        copy=_copy(protest, language=language, now=now) if shows else None,
        own_text=(protest.own_text or "") if shows else "",
        own_language=protest.language,
        approved=letter_in_words(approved) if approved and shows else None,
        country=country_name(protest.country),
        shows_in_public=protest.shown_in_public,  # type: ignore[arg-type]  # one of the model's own choices
        shows_to_office=protest.shown_to_addressee,  # type: ignore[arg-type]
        country_words=_("A supporter"),
        wants_outcome=protest.wants_outcome,
        leave_url=leave_url(protest) if state in ("open", "confirmed") else "",
        outcome=outcome_in_words(outcome, language=language, source_language=source_language) if outcome else None,
    )


def _ways(protest: Protest, *, is_confirmed: bool) -> tuple[list[Addressee], Mapping[int, Rung]]:
    """Who is written to, and by which way: as decided now, and once she has confirmed as her own letters went."""
    everyone = queries.addressees(appeal=protest.appeal)
    hers = {addressee: Rung(way) for addressee, way in protest.letters.values_list("addressee", "way")} if is_confirmed else {}
    return ([one for one in everyone if one.pk in hers], hers) if hers else (everyone, rungs_of(appeal=protest.appeal))


def _office(addressee: Addressee, way: Rung, language: str, source_language: str, *, is_confirmed: bool) -> str:
    """Its name, and how her letter reaches it where it does not go by itself."""
    name = in_language(addressee.office.texts.all(), language, source_language)
    note = _("from your own mailbox") if is_confirmed and way == Rung.OWN else way_note(way)
    return joined([name.name if name else _("An office"), *([note] if note else [])])


def _own_letters(protest: Protest, *, language: str, now: datetime) -> tuple[OwnLetter, ...]:
    """The letters that she sends herself, as long as there is something to send."""
    rows = protest.letters.filter(way=Rung.OWN, taken_back_at=None, copy__isnull=False, protest__erased_at=None)
    letters = rows.select_related("addressee__office__post", "copy").prefetch_related("addressee__office__texts").defer("copy__content")
    found = []
    for letter in letters.order_by("addressee__position", "pk"):
        office, organisation = letter.addressee.office, protest.appeal.organisation
        name = in_language(office.texts.all(), language, organisation.source_language)
        subject, text = own_letter(protest=protest, addressee=letter.addressee, now=now)
        copy_address = make_return_address(kind="copy", return_id=letter.copy.return_id if letter.copy else "", domain=organisation.mail_domain)
        whole = _mailto(office.address, bcc=copy_address, subject=subject, body=text)
        found.append(
            OwnLetter(
                key=letter.pk,
                office=name.name if name else _("An office"),
                address=office.address,
                copy_address=copy_address,
                subject=subject,
                text=text,
                language=letter.language,
                mailto=whole if len(whole) <= LONGEST_MAILTO else _mailto(office.address, bcc=copy_address, subject=subject),
                has_text=len(whole) <= LONGEST_MAILTO,
                is_seen=letter.seen_at is not None,
            )
        )
    return tuple(found)


def _mailto(address: str, **fields: str) -> str:
    """RFC 6068: every field percent-encoded, line ends as CRLF."""
    told = "&".join(f"{name}={quote(value.replace(chr(10), chr(13) + chr(10)), safe='')}" for name, value in fields.items())
    return f"mailto:{quote(address, safe='@')}?{told}"


def _copy(protest: Protest, *, language: str, now: datetime) -> EmbassyCopy | None:
    """The copy that would go to the embassy in her country."""
    embassy = queries.embassy_in(appeal=protest.appeal, country=protest.country, now=now)
    source_language = protest.appeal.organisation.source_language
    text = queries.letter_in(letter=protest.letter, language=embassy.office.language, source_language=source_language) if embassy else None
    if embassy is None or text is None:
        return None
    name = in_language(embassy.office.texts.all(), language, source_language)
    wanted = embassy.office.language
    return EmbassyCopy(
        key=embassy.office.public_id,
        name=name.name if name else _("An office"),
        country=country_name(embassy.for_country),
        language_name=language_name(text.language),
        wanted_language=language_name(wanted) if text.language != wanted else "",
    )


def unknown_confirm_page() -> ConfirmPage:
    """A link that is not ours."""
    return ConfirmPage(state="unknown")


def leave_page(protest: Protest | None, *, language: str) -> LeavePage:
    """The page behind the link that withdraws and erases."""
    if protest is None:
        return LeavePage(state="unknown")
    text = queries.text_in(appeal=protest.appeal, language=language)
    return LeavePage(
        state="done" if protest.erased_at else "ask",
        appeal_title=text.title if text else protest.appeal.slug,
        is_confirmed=protest.confirmed_at is not None,
    )
