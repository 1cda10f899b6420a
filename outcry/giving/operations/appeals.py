"""What staff do with a donation appeal: write it, open it, end it, tell what was done with the money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from outcry.accounts.models import Organisation, User
from outcry.audit.operations import record
from outcry.giving.hidden_ways import refuse_hidden_way
from outcry.giving.models import DonationAppeal, DonationState, DonationText, Expense, ExpenseText, Way
from outcry.giving.queries import shown_ways
from outcry.giving.refusals import GivingRefused
from outcry.lib.identifiers import random_public_id
from outcry.lib.kept_pages import forget_kept_pages
from outcry.lib.money import Money, money_in_figures
from outcry.lib.seen_forms import as_seen
from outcry.lib.text import has_control, has_line_break, plain_lines
from outcry.lib.wordings import Edit, save_wording

_LONGEST_SLUG = 70
# From each state, those that may follow. Back to open: it was ended too early.
_MOVES: dict[str, tuple[str, ...]] = {
    DonationState.DRAFT: (DonationState.OPEN,),
    DonationState.OPEN: (DonationState.ENDED,),
    DonationState.ENDED: (DonationState.TOLD, DonationState.OPEN),
    DonationState.TOLD: (),
}


@dataclass(frozen=True, kw_only=True)
class DonationDetails:
    """What needs no translation."""

    goal: Money
    from_on: date
    until_on: date | None = None
    is_invented: bool = False
    is_asked_for: bool = False


@dataclass(frozen=True, kw_only=True)
class DonationWords:
    """A donation appeal in the words of one language."""

    title: str
    standfirst: str
    body: str = ""
    told: str = ""


@transaction.atomic
def add_donation_appeal(
    *,
    organisation: Organisation,
    details: DonationDetails,
    texts: Mapping[str, DonationWords],
    ways: Iterable[Way] = (),
    by: User | None,
    now: datetime,
    slug: str = "",
) -> DonationAppeal:
    """Write a draft. Its address is made from the title in the source language, and stays."""
    _check(details)
    words = texts.get(organisation.source_language)
    if words is None:
        raise GivingRefused("title", _("Write it in the source language first."))
    name = slug or _free_slug(words.title)
    _ask_for_one(organisation, details)
    found = DonationAppeal.objects.create(organisation=organisation, slug=name, added_by=by, added_at=now, **_columns(details))
    found.ways.set(ways)
    for language, text in texts.items():
        DonationText.objects.create(donation_appeal=found, language=language, **_checked(text))
    record(verb="add_donation_appeal", subject=_subject(found), now=now, actor=by, goal=money_in_figures(details.goal))
    return found


@transaction.atomic
def change_donation_appeal(
    *, donation_appeal: DonationAppeal, details: DonationDetails, ways: Iterable[Way], by: User | None, now: datetime, seen: str | None = None
) -> None:
    """Save goal, term and ways. ChangedMeanwhile when somebody else saved others after the writer opened her form."""
    _check(details)
    found = as_seen(donation_appeal, names=("goal", "from_on", "until_on", "is_invented", "is_asked_for"), seen=seen)
    if details.goal.currency != found.goal_currency and found.amounts.exists():
        raise GivingRefused("goal", _("The currency of the goal stays once amounts are written down: they were converted into it."))
    before = money_in_figures(found.goal)
    _ask_for_one(found.organisation, details)
    for name, value in _columns(details).items():
        setattr(found, name, value)
    found.save()
    found.ways.set(ways)
    forget_kept_pages()
    record(verb="change_donation_appeal", subject=_subject(found), now=now, actor=by, before=before, goal=money_in_figures(details.goal))


@transaction.atomic
def change_donation_words(*, donation_appeal: DonationAppeal, edit: Edit, words: DonationWords, by: User | None, now: datetime) -> DonationText:
    """Save one language; ChangedMeanwhile when somebody else did so first."""
    row = save_wording(rows=donation_appeal.texts, edit=edit, words=_checked(words))
    forget_kept_pages()
    record(verb="change_donation_words", subject=_subject(donation_appeal), now=now, actor=by, language=edit.language, version=row.version)
    return row


@transaction.atomic
def move_donation_appeal(*, donation_appeal: DonationAppeal, to: str, by: User | None, now: datetime) -> None:
    """Open it, end it, say that it was told what was done. GivingRefused, with the reason, where that can't be."""
    found = DonationAppeal.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=donation_appeal.pk)
    if found.state == to:
        return
    if to not in _MOVES[found.state]:
        raise GivingRefused("", _("Somebody else moved it meanwhile. Look at it again."))
    if to == DonationState.OPEN and not shown_ways(donation_appeal=found, now=now):
        raise GivingRefused("", _("Choose at least one way to give that two people have approved."))
    told = found.texts.filter(language=found.organisation.source_language).exclude(told="")
    if to == DonationState.TOLD and not told.exists():
        raise GivingRefused("", _("Write first what was done with the money, at least in the source language."))
    found.state = to
    found.save(update_fields=["state"])
    forget_kept_pages()
    record(verb=f"move_donation_appeal.{to}", subject=_subject(found), now=now, actor=by)


@transaction.atomic
def add_expense(*, donation_appeal: DonationAppeal, amount: Decimal, position: int, texts: Mapping[str, str], by: User | None, now: datetime) -> Expense:
    """Say one thing that the money pays for."""
    words = {language: _checked_line(text) for language, text in texts.items() if text.strip()}
    if donation_appeal.organisation.source_language not in words:
        raise GivingRefused("text", _("Write it in the source language first."))
    expense = Expense.objects.create(donation_appeal=donation_appeal, amount=amount, position=position)
    for language, text in words.items():
        ExpenseText.objects.create(expense=expense, language=language, text=text)
    forget_kept_pages()
    record(verb="add_expense", subject=_subject(donation_appeal), now=now, actor=by, sum=_of(expense))
    return expense


@transaction.atomic
def change_expense(*, expense: Expense, amount: Decimal, position: int, by: User | None, now: datetime, seen: str | None = None) -> None:
    """Save another amount or place."""
    found = as_seen(expense, names=("amount", "position"), seen=seen)
    before = _of(found)
    found.amount, found.position = amount, position
    found.save()
    forget_kept_pages()
    record(verb="change_expense", subject=_subject(found.donation_appeal), now=now, actor=by, before=before, sum=_of(found))


@transaction.atomic
def change_expense_words(*, expense: Expense, edit: Edit, text: str, by: User | None, now: datetime) -> ExpenseText:
    """Save one language of it."""
    row = save_wording(rows=expense.texts, edit=edit, words={"text": _checked_line(text)})
    forget_kept_pages()
    record(verb="change_expense", subject=_subject(expense.donation_appeal), now=now, actor=by, language=edit.language, version=row.version)
    return row


@transaction.atomic
def remove_expense(*, expense: Expense, by: User | None, now: datetime) -> None:
    """Take it off the list; the log keeps its amount."""
    record(verb="remove_expense", subject=_subject(expense.donation_appeal), now=now, actor=by, sum=_of(expense))
    expense.delete()
    forget_kept_pages()


def next_states(donation_appeal: DonationAppeal) -> tuple[str, ...]:
    """Where it can go from here."""
    return _MOVES[donation_appeal.state]


def _subject(donation_appeal: DonationAppeal) -> str:
    return f"donation_appeal:{donation_appeal.pk}"


def _of(expense: Expense) -> str:
    return money_in_figures(Money(expense.amount, expense.donation_appeal.goal_currency))


def _columns(details: DonationDetails) -> dict[str, object]:
    return {
        "goal_amount": details.goal.amount,
        "goal_currency": details.goal.currency,
        "from_on": details.from_on,
        "until_on": details.until_on,
        "is_invented": details.is_invented,
        "is_asked_for": details.is_asked_for,
    }


def _check(details: DonationDetails) -> None:
    if details.goal.amount <= 0:
        raise GivingRefused("goal", _("The goal has to be more than nothing."))
    if details.until_on and details.until_on < details.from_on:
        raise GivingRefused("until_on", _("The last day is before the first one."))


def _checked(words: DonationWords) -> dict[str, str]:
    kept = {"title": words.title.strip(), "standfirst": words.standfirst.strip(), "body": plain_lines(words.body), "told": plain_lines(words.told)}
    kept = {name: text.strip() for name, text in kept.items()}
    for name in ("title", "standfirst"):
        if not kept[name]:
            raise GivingRefused(name, _("Write a title, and in two sentences what the money is for."))
    for name in kept:
        if (name == "title" and has_line_break(kept[name])) or has_control(kept[name], allow="\n"):
            raise GivingRefused(name, _("This has to be plain text, and the title one line of it."))
        refuse_hidden_way(name, kept[name])
    return kept


def _checked_line(text: str) -> str:
    line = text.strip()
    if not line or has_line_break(line) or has_control(line):
        raise GivingRefused("text", _("This has to be one line of plain text."))
    refuse_hidden_way("text", line)
    return line


def _ask_for_one(organisation: Organisation, details: DonationDetails) -> None:
    """Nobody is asked for two: whoever chooses one gives up the other."""
    if details.is_asked_for:
        DonationAppeal.objects.filter(organisation=organisation, is_asked_for=True).update(is_asked_for=False)


def _free_slug(title: str) -> str:
    name = slugify(title)[:_LONGEST_SLUG].strip("-") or random_public_id()
    return name if not DonationAppeal.objects.filter(slug=name).exists() else f"{name}-{random_public_id()[:6]}"
