"""The sample's donation appeal: an invented fund, with ways that lead nowhere and figures that are generated."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from outcry.accounts.models import Organisation, User
from outcry.demo.loading.words import by_language, words
from outcry.demo.sample import table
from outcry.giving import operations
from outcry.giving.models import DonationAppeal, DonationState, Way
from outcry.giving.operations import DonationDetails, DonationWords, Entry, WayDetails
from outcry.lib.typed_money import read_money


def load_donation_appeal(*, organisation: Organisation, campaigner: User, editor: User, now: datetime) -> DonationAppeal:
    """The donation appeal, open, with its ways approved. One that is there already is left as it is."""
    material = table("giving")
    found = DonationAppeal.objects.filter(organisation=organisation, slug=material["slug"]).first()
    return found or _load(material, organisation=organisation, campaigner=campaigner, editor=editor, now=now)


def remove_donation_appeal(*, organisation: Organisation) -> None:
    """Take it away, with its amounts, and those of its ways that nothing else uses."""
    found = DonationAppeal.objects.filter(organisation=organisation, slug=table("giving")["slug"]).first()
    if found is None:
        return
    found.amounts.all().delete()
    found.delete()
    addresses = [way["address"] for way in table("giving")["way"]]
    Way.objects.filter(organisation=organisation, address__in=addresses, donation_appeals=None).delete()


def _load(material: Mapping[str, Any], *, organisation: Organisation, campaigner: User, editor: User, now: datetime) -> DonationAppeal:
    ways = [_add_way(way, place, organisation=organisation, people=(campaigner, editor), now=now) for place, way in enumerate(material["way"], start=1)]
    found = operations.add_donation_appeal(
        organisation=organisation,
        slug=material["slug"],
        details=DonationDetails(
            goal=read_money(material["goal"]), from_on=material["from_on"], until_on=material["until_on"], is_invented=True, is_asked_for=True
        ),
        texts={language: DonationWords(**text) for language, text in words(material, ("title", "standfirst", "body")).items()},
        ways=ways,
        by=campaigner,
        now=now,
    )
    for place, expense in enumerate(material["expense"], start=1):
        amount, texts = Decimal(expense["amount"]), by_language(expense["text"])
        operations.add_expense(donation_appeal=found, amount=amount, position=place, texts=texts, by=campaigner, now=now)
    for amount in material["amount"]:
        operations.enter_amount(donation_appeal=found, entry=_entry(amount), by=campaigner, now=now, is_generated=True)
    for rate in material["rate"]:
        facts = {"currency": rate["currency"], "rate": Decimal(rate["rate"]), "on": rate["on"], "source": rate["source"]}
        operations.convert_amounts(donation_appeal=found, by=campaigner, now=now, **facts)
    operations.move_donation_appeal(donation_appeal=found, to=DonationState.OPEN, by=editor, now=now)
    return found


def _add_way(material: Mapping[str, Any], place: int, *, organisation: Organisation, people: tuple[User, User], now: datetime) -> Way:
    facts = {name: material[name] for name in ("address", "holder", "currency") if name in material}
    way = operations.add_way(organisation=organisation, kind=material["kind"], details=WayDetails(**facts, position=place), by=people[0], now=now)
    for person in people:
        operations.approve_way(way=way, by=person, now=now)
    return way


def _entry(material: Mapping[str, Any]) -> Entry:
    payments = material.get("payments", 1)
    return Entry(kind=material["kind"], money=read_money(material["money"]), on=material["on"], source=material["source"], payments=payments)
