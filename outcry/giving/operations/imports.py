"""A file of totals, as a payment service or a bank hands it out with the names taken off: all of it or nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from outcry.accounts.models import User
from outcry.audit.operations import record
from outcry.giving.models import Amount, AmountKind, DonationAppeal, Origin
from outcry.giving.operations.amounts import Entry, checked_entry, columns_of
from outcry.giving.refusals import GivingRefused
from outcry.lib.kept_pages import forget_kept_pages
from outcry.lib.tables.reading import read_table
from outcry.lib.tables.refusals import Limits, TableRefused
from outcry.lib.typed_money import Ambiguous, NoMoney, read_money

NEEDED = ("day", "amount", "currency")
OPTIONAL = ("kind", "payments")
# More is no file of totals.
LIMITS = Limits(file_bytes=2_000_000, rows=5_000)


@dataclass(frozen=True, kw_only=True)
class Brought:
    """How much came in with a file."""

    rows: int


def import_amounts(*, donation_appeal: DonationAppeal, content: bytes, source: str, by: User | None, now: datetime) -> Brought:
    """Write down every row of the file; the same file a second time is refused, and so is one with a column that we don't know.

    A column may hold names: so none but those of a total are taken, and nothing of the file is kept but its hash.
    """
    digest = hashlib.sha256(content).digest()
    if donation_appeal.amounts.counted().filter(file_hash=digest).exists():
        raise GivingRefused("file", _("This very file has been imported already."))
    today = donation_appeal.organisation.content_now(now=now).date()
    try:
        found = list(_entries(content, source, today))
    except TableRefused as refusal:
        raise GivingRefused("file", str(refusal)) from refusal
    if not found:
        raise GivingRefused("file", _("There is no row below the names of the columns."))
    rows = [
        Amount(
            donation_appeal=donation_appeal,
            origin=Origin.IMPORTED,
            entered_by=by,
            entered_at=now,
            file_hash=digest,
            file_row=number,
            **columns_of(donation_appeal, entry),
        )
        for number, entry in found
    ]
    try:
        with transaction.atomic():
            Amount.objects.bulk_create(rows)
            forget_kept_pages()
            record(verb="import_amounts", subject=f"donation_appeal:{donation_appeal.pk}", now=now, actor=by, amounts=len(rows), looked_up_in=source.strip())
    except IntegrityError as error:
        # Somebody else pressed the button at the same moment.
        raise GivingRefused("file", _("This very file has been imported already.")) from error
    return Brought(rows=len(rows))


def _entries(content: bytes, source: str, today: date) -> Iterator[tuple[int, Entry]]:
    rows = read_table(BytesIO(content), limits=LIMITS).rows
    head = next(rows, None)
    names = [cell.strip().casefold() for cell in head.cells] if head else []
    _check_names(names)
    for row in rows:
        try:
            yield row.number, checked_entry(_entry(dict(zip(names, row.cells, strict=False)), source), today=today)
        except GivingRefused as refusal:
            raise GivingRefused("file", _("Row %(row)s: %(reason)s") % {"row": row.number, "reason": refusal.sentence}) from refusal


def _check_names(names: list[str]) -> None:
    if missing := [name for name in NEEDED if name not in names]:
        raise GivingRefused("file", _("The first row has to name the columns. Missing: %(names)s.") % {"names": ", ".join(missing)})
    if strange := [name for name in names if name not in NEEDED + OPTIONAL]:
        said = _("Take these columns out first, so that nothing of a giver comes in here: %(names)s.")
        raise GivingRefused("file", said % {"names": ", ".join(name[:40] or "—" for name in strange)})
    if len(set(names)) != len(names):
        raise GivingRefused("file", _("A column stands in it twice."))


def _entry(cells: dict[str, str], source: str) -> Entry:
    kind = cells.get("kind", "").strip().casefold() or AmountKind.GIFT.value
    try:
        money = read_money(cells["amount"], currency=cells["currency"].strip().upper())
        on = date.fromisoformat(cells["day"].strip())
        payments = int(cells.get("payments", "").strip() or 1)
    except (Ambiguous, NoMoney, KeyError) as error:
        raise GivingRefused("money", _("this is no amount with a currency that can be read in one way.")) from error
    except ValueError as error:
        raise GivingRefused("on", _("write the day as 2011-01-03, and the number of payments as a whole number.")) from error
    return Entry(kind=kind, money=money, on=on, source=source, payments=payments)
