"""Donation appeals in words."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from outcry.accounts.models import Organisation
from outcry.design.day_words import plain_day
from outcry.design.parts import SharedAs
from outcry.design.whole_addresses import address_in, in_order
from outcry.front.filling.appeal import paragraphs
from outcry.front.pages.appeal import Flag
from outcry.front.pages.giving import DonationLine, DonationPage, DonationsPage, ExpenseShown, WayShown
from outcry.giving import queries
from outcry.giving.account_addresses import in_groups
from outcry.giving.models import WITHOUT_A_LINK, DonationAppeal, DonationState, DonationText, Way, WayKind
from outcry.giving.sums import Totals
from outcry.giving.totals_drawing import gauge_of, told
from outcry.giving.transfer_code import drawn_code, has_code
from outcry.lib.money import Money, money_in_words, totals
from outcry.lib.translations import in_language
from outcry.newsroom.drawing.lines import own_name


class NotReadable(LookupError):
    """The donation appeal has no words in any language."""


def donations_page(*, organisation: Organisation, language: str, on: date) -> DonationsPage:
    """The list: open ones first."""
    appeals = list(queries.published(organisation=organisation, on=on))
    sums = queries.totals_of(donation_appeals=appeals)
    lines = [_line(one, sums[one.pk], language=language, on=on) for one in appeals]
    codes = [code for code, _name in settings.LANGUAGES]
    shared = SharedAs(
        title=_("Giving"),
        description=_("What we need money for, what came in, and the ways to give."),
        url=address_in(language, "front:giving"),
        languages=in_order({code: address_in(code, "front:giving") for code in codes}),
    )
    return DonationsPage(shared=shared, open=tuple(one for one in lines if one.is_open), ended=tuple(one for one in lines if not one.is_open))


def donation_page(*, donation_appeal: DonationAppeal, language: str, on: date, now: datetime) -> DonationPage:
    """One donation appeal; raise NotReadable where nobody has written it in any language."""
    text = queries.text_in(donation_appeal=donation_appeal, language=language)
    if text is None:
        raise NotReadable(donation_appeal.slug)
    is_open = donation_appeal.is_open(on=on)
    ways = queries.shown_ways(donation_appeal=donation_appeal, now=now) if is_open else []
    expenses = _expenses(donation_appeal, language)
    spent = totals(Money(one.amount, donation_appeal.goal_currency) for one in donation_appeal.expenses.all())
    return DonationPage(
        title=text.title,
        standfirst=text.standfirst,
        flag=_flag(donation_appeal, is_open=is_open),
        shared=_shared(donation_appeal, text),
        is_open=is_open,
        is_invented=donation_appeal.is_invented,
        first=plain_day(donation_appeal.from_on),
        last=plain_day(donation_appeal.until_on) if donation_appeal.until_on else None,
        paragraphs=paragraphs(text.body),
        told=paragraphs(text.told) if donation_appeal.state == DonationState.TOLD else (),
        expenses=expenses,
        expenses_sum=money_in_words(spent[0]) if len(expenses) > 1 else "",
        ways=tuple(_way(way, organisation=donation_appeal.organisation, reference=donation_appeal.public_id, language=language) for way in ways),
        totals=told(donation_appeal, queries.totals_for(donation_appeal=donation_appeal)),
        language=text.language if text.language != language else "",
        language_name=own_name(text.language) if text.language != language else "",
    )


def _line(donation_appeal: DonationAppeal, sums: Totals, *, language: str, on: date) -> DonationLine:
    text = queries.text_in(donation_appeal=donation_appeal, language=language)
    is_open = donation_appeal.is_open(on=on)
    return DonationLine(
        title=text.title if text else donation_appeal.slug,
        url=reverse("front:donation_appeal", args=[donation_appeal.slug]),
        standfirst=text.standfirst if text else "",
        flag=_flag(donation_appeal, is_open=is_open),
        gauge=gauge_of(donation_appeal, sums),
        is_open=is_open,
        is_invented=donation_appeal.is_invented,
        last=plain_day(donation_appeal.until_on) if donation_appeal.until_on else None,
        language=text.language if text and text.language != language else "",
    )


def _flag(donation_appeal: DonationAppeal, *, is_open: bool) -> Flag:
    """The first word. Never that of an appeal: this one asks readers for money, the others ask authorities for justice."""
    if is_open:
        return Flag(text=_("Donation appeal"), tone="plain")
    if donation_appeal.state == DonationState.TOLD:
        return Flag(text=pgettext("state of a donation appeal", "Told what was done"), tone="safe")
    return Flag(text=pgettext("state of a donation appeal", "Ended"), tone="plain")


def _shared(donation_appeal: DonationAppeal, text: DonationText) -> SharedAs:
    there = {one.language for one in donation_appeal.texts.all()}
    return SharedAs(
        title=text.title,
        description=text.standfirst,
        url=address_in(text.language, "front:donation_appeal", donation_appeal.slug),
        languages=in_order({code: address_in(code, "front:donation_appeal", donation_appeal.slug) for code in there}),
    )


def _expenses(donation_appeal: DonationAppeal, language: str) -> tuple[ExpenseShown, ...]:
    found = []
    for expense in donation_appeal.expenses.prefetch_related("texts"):
        text = in_language(expense.texts.all(), language, donation_appeal.organisation.source_language)
        if text:
            amount = money_in_words(Money(expense.amount, donation_appeal.goal_currency))
            found.append(ExpenseShown(text=text.text, amount=amount, language=text.language if text.language != language else ""))
    return tuple(found)


def _way(way: Way, *, organisation: Organisation, reference: str, language: str) -> WayShown:
    note = in_language(way.texts.all(), language, organisation.source_language)
    has_link = way.kind not in WITHOUT_A_LINK
    return WayShown(
        anchor=f"way-{way.pk}",
        name=str(way.get_kind_display()),
        note=note.note if note else "",
        link=_link(way, reference) if has_link else "",
        account="" if has_link else in_groups(way.address) if way.kind == WayKind.BANK else way.address,
        holder=way.holder,
        bic=way.bic,
        currency=way.currency,
        code=drawn_code(way) if has_code(way) else None,
        language=note.language if note and note.language != language else "",
    )


def _link(way: Way, reference: str) -> str:
    """A payment link of Stripe carries what the gift is for, and its notice brings that back: it says nothing of who gives."""
    if way.kind != WayKind.STRIPE:
        return way.address
    return f"{way.address}{'&' if '?' in way.address else '?'}client_reference_id={reference}"
