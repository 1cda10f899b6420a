"""What came in, as staff write it down: entered, converted, taken back, told what it was for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.giving.models import Amount, AmountKind, DonationAppeal, Origin
from outcry.giving.refusals import GivingRefused
from outcry.lib.kept_pages import forget_kept_pages
from outcry.lib.money import Money, convert, money_in_figures
from outcry.lib.text import has_control, has_line_break

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A sum of one day, by a source that can be looked up again: a bank statement, a list of the payment service."""

    kind: str
    money: Money
    on: date
    source: str
    payments: int = 1


@transaction.atomic
def enter_amount(*, donation_appeal: DonationAppeal, entry: Entry, by: User | None, now: datetime, is_generated: bool = False) -> Amount:
    """Write down one sum. Figures are generated in a demonstration alone, and every page says that they are."""
    checked = checked_entry(entry, today=donation_appeal.organisation.content_now(now=now).date())
    origin = Origin.GENERATED if is_generated and donation_appeal.organisation.is_demo else Origin.ENTERED
    row = Amount.objects.create(donation_appeal=donation_appeal, origin=origin, entered_by=by, entered_at=now, **columns_of(donation_appeal, checked))
    forget_kept_pages()
    record(
        verb="enter_amount",
        subject=_subject(donation_appeal),
        now=now,
        actor=by,
        sum_is=row.kind,
        sum=money_in_figures(entry.money),
        looked_up_in=checked.source,
    )
    return row


@transaction.atomic
def take_back_amount(*, amount: Amount, reason: str, by: User | None, now: datetime) -> None:
    """Count it no more. It stays in the list, with who took it back and why; twice changes nothing."""
    if not reason.strip():
        raise GivingRefused("reason", _("Say in a few words what was wrong."))
    found = Amount.objects.select_for_update().get(pk=amount.pk)
    if found.taken_back_at is not None:
        return
    found.taken_back_at, found.taken_back_by, found.taken_back_reason = now, by, reason.strip()
    found.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    forget_kept_pages()
    about = f"donation_appeal:{found.donation_appeal_id}" if found.donation_appeal_id else f"organisation:{found.organisation_id}"
    record(verb="take_back_amount", subject=about, now=now, actor=by, sum=money_in_figures(found.money), looked_up_in=found.source, reason=reason.strip())


@transaction.atomic
def convert_amounts(*, donation_appeal: DonationAppeal, currency: str, rate: Decimal, on: date, source: str, by: User | None, now: datetime) -> int:
    """Store what every amount in this currency that has no worth yet was worth, by one rate of one day. Returns how many.

    What was converted before stays as it is: old figures do not move with the rates.
    """
    into = donation_appeal.goal_currency
    _check_rate(currency, into, rate, source)
    rows = list(donation_appeal.amounts.counted().filter(currency=currency, worth_amount=None).select_for_update())
    if not rows:
        raise GivingRefused("currency", _("Nothing in this currency waits for a rate."))
    for row in rows:
        row.worth_amount = convert(row.money, into=into, rate=rate, on=on, source=source).worth.amount
        row.worth_currency, row.worth_rate, row.worth_on, row.worth_source = into, rate, on, source.strip()
    Amount.objects.bulk_update(rows, ["worth_amount", "worth_currency", "worth_rate", "worth_on", "worth_source"], batch_size=_AT_ONCE)
    forget_kept_pages()
    record(
        verb="convert_amounts",
        subject=_subject(donation_appeal),
        now=now,
        actor=by,
        currency=currency,
        rate=str(rate),
        number=len(rows),
        published_by=source.strip(),
    )
    return len(rows)


@transaction.atomic
def assign_amounts(*, amounts: Sequence[Amount], donation_appeal: DonationAppeal, by: User | None, now: datetime) -> int:
    """Say what payments were for of which the service did not say it. Returns how many."""
    keys = [amount.pk for amount in amounts]
    waiting = Amount.objects.counted().filter(pk__in=keys, organisation=donation_appeal.organisation, donation_appeal=None)
    number = waiting.update(donation_appeal=donation_appeal)
    if number:
        forget_kept_pages()
        record(verb="assign_amounts", subject=_subject(donation_appeal), now=now, actor=by, amounts=number)
    return number


def checked_entry(entry: Entry, *, today: date) -> Entry:
    """The entry as it is kept; GivingRefused for what can't be."""
    source = entry.source.strip()
    if entry.kind not in AmountKind.values:
        raise GivingRefused("kind", _("Choose one of the list."))
    if entry.money.amount <= 0:
        raise GivingRefused("money", _("Write an amount above nothing. What goes back is entered as a refund."))
    if entry.on > today:
        raise GivingRefused("on", _("This day has not come yet."))
    if not 1 <= entry.payments < 10**6:
        raise GivingRefused("payments", _("Write how many payments are summed up in it, at least one."))
    if not source or has_line_break(source) or has_control(source):
        raise GivingRefused("source", _("Say in one line where this can be looked up again. No giver’s name belongs here."))
    return Entry(kind=entry.kind, money=entry.money, on=entry.on, source=source, payments=entry.payments)


def columns_of(donation_appeal: DonationAppeal, entry: Entry) -> dict[str, object]:
    """The columns that every way of writing it down fills alike."""
    return {
        "organisation_id": donation_appeal.organisation_id,
        "kind": entry.kind,
        "amount": entry.money.amount,
        "currency": entry.money.currency,
        "payments": entry.payments,
        "on": entry.on,
        "source": entry.source,
    }


def _check_rate(currency: str, into: str, rate: Decimal, source: str) -> None:
    if currency == into:
        raise GivingRefused("currency", _("This is the currency of the goal already."))
    if not rate.is_finite() or rate <= 0:
        raise GivingRefused("rate", _("Write how much of the goal’s currency one unit was worth."))
    if not source.strip() or has_line_break(source.strip()):
        raise GivingRefused("source", _("Say who published the rate: a conversion without a source can’t be checked."))


def _subject(donation_appeal: DonationAppeal) -> str:
    return f"donation_appeal:{donation_appeal.pk}"
