"""Donation appeals, the ways to give, and what came in. No column has room for a giver."""

import hashlib
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.money import Money
from outcry.lib.money_fields import AmountField, CurrencyField
from outcry.lib.translations import TextRow


class WayKind(models.TextChoices):
    """By what money travels."""

    BANK = "bank", _("Bank transfer")
    PAYPAL = "paypal", "PayPal"
    PATREON = "patreon", "Patreon"
    STRIPE = "stripe", _("Card, by Stripe")
    LIBERAPAY = "liberapay", "Liberapay"
    BITCOIN = "bitcoin", "Bitcoin"


# These are an address on the page, all others a link to another site.
WITHOUT_A_LINK = (WayKind.BANK, WayKind.BITCOIN)


class Way(models.Model):
    """One way to give. Readers see it while two members of staff vouch for where it leads."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="ways_to_give")
    kind = models.CharField(max_length=12, choices=WayKind)
    # A link, an IBAN without spaces, an address of Bitcoin.
    address = models.CharField(max_length=300)
    holder = models.CharField(max_length=70, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    currency = CurrencyField()
    position = models.PositiveSmallIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"

    @property
    def fingerprint(self) -> str:
        """What an approval vouches for: whoever changes where the money goes makes another one."""
        return hashlib.sha256("\n".join([self.kind, self.address, self.holder, self.bic, self.currency]).encode()).hexdigest()


class WayText(TextRow):
    """What somebody reveals who gives in this way, and to whom, in one language."""

    way = models.ForeignKey(Way, on_delete=models.CASCADE, related_name="texts")
    note = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["way", "language"], name="way_text_once_per_language")]

    def __str__(self) -> str:
        return self.note


class WayApproval(models.Model):
    """One member of staff checked where the way leads. Counts only while the fingerprint is still the way's own."""

    way = models.ForeignKey(Way, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    was_alone = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["way", "by", "fingerprint"], name="one_way_approval_per_person")]

    def __str__(self) -> str:
        return f"{self.way_id} by {self.by_id}"


class DonationState(models.TextChoices):
    """Where a donation appeal stands."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    ENDED = "ended", _("ended")
    TOLD = "told", _("told what was done with it")


# Whoever has the address may read these.
PUBLIC_STATES = (DonationState.OPEN, DonationState.ENDED, DonationState.TOLD)


class DonationAppeal(models.Model):
    """Asks readers for money: how much, for what, until when."""

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="donation_appeals")
    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=8, choices=DonationState, default=DonationState.DRAFT)
    goal_amount = AmountField()
    goal_currency = CurrencyField(blank=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    ways = models.ManyToManyField(Way, related_name="donation_appeals", blank=True)
    is_invented = models.BooleanField(default=False)
    # Those who agreed are asked for this one, once, some days after the mail about an outcome.
    is_asked_for = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DonationState.values), name="donation_state_is_known"),
            models.UniqueConstraint(fields=["organisation"], condition=Q(is_asked_for=True), name="one_donation_appeal_is_asked_for"),
            models.CheckConstraint(condition=Q(goal_amount__gt=0), name="donation_goal_is_above_nothing"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="donation_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def goal(self) -> Money:
        """How much is asked for."""
        return Money(self.goal_amount, self.goal_currency)

    def is_open(self, *, on: date) -> bool:
        """Whether gifts are asked for on this day of the content clock."""
        return self.state == DonationState.OPEN and self.from_on <= on and (self.until_on is None or on <= self.until_on)


class DonationText(TextRow):
    """A donation appeal in the words of one language."""

    donation_appeal = models.ForeignKey(DonationAppeal, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=200)
    standfirst = models.TextField()
    body = models.TextField(blank=True)
    told = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["donation_appeal", "language"], name="donation_text_once_per_language")]

    def __str__(self) -> str:
        return self.title


class Expense(models.Model):
    """One thing that the money pays for, in the currency of the goal."""

    donation_appeal = models.ForeignKey(DonationAppeal, on_delete=models.CASCADE, related_name="expenses")
    amount = AmountField()
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="expense_is_above_nothing")]

    def __str__(self) -> str:
        return f"{self.donation_appeal_id} {self.position}"


class ExpenseText(TextRow):
    """What it is, in one language."""

    expense = models.ForeignKey(Expense, on_delete=models.CASCADE, related_name="texts")
    text = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expense", "language"], name="expense_text_once_per_language")]

    def __str__(self) -> str:
        return self.text


class AmountKind(models.TextChoices):
    """What an amount is. Gifts come in; refunds go back and are subtracted; fees stay with whoever carries the money, and are told apart."""

    GIFT = "gift", _("gifts")
    REFUND = "refund", _("refunds")
    FEE = "fee", _("fees")


class Origin(models.TextChoices):
    """How we know of an amount."""

    ENTERED = "entered", _("entered by hand")
    IMPORTED = "imported", _("imported from a file")
    NOTIFIED = "notified", _("told by the payment service")
    GENERATED = "generated", _("generated")


class AmountQuerySet(models.QuerySet["Amount"]):
    """Questions about amounts."""

    def counted(self) -> "AmountQuerySet":
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)


class Amount(models.Model):
    """A sum of one day: what came in, went back or was kept as a fee. Never changed: what was wrong is taken back and entered anew.

    Of a payment that a service told us of nothing is kept but this and a hash of its event, not even the hour.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # None: the service did not say for what, and nobody has decided yet.
    donation_appeal = models.ForeignKey(DonationAppeal, on_delete=models.PROTECT, null=True, related_name="amounts")
    kind = models.CharField(max_length=8, choices=AmountKind)
    amount = AmountField()
    currency = CurrencyField(blank=False)
    # How many payments are summed up in it.
    payments = models.PositiveIntegerField(default=1)
    on = models.DateField()
    source = models.CharField(max_length=120)
    origin = models.CharField(max_length=10, choices=Origin)
    # What it was worth in the currency of the goal: stored once, by a rate of a day that somebody gave.
    worth_amount = AmountField(null=True)
    worth_currency = CurrencyField()
    worth_rate = models.DecimalField(max_digits=15, decimal_places=8, null=True)
    worth_on = models.DateField(null=True)
    worth_source = models.CharField(max_length=120, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(null=True)
    event_hash = models.BinaryField(max_length=32, null=True)
    file_hash = models.BinaryField(max_length=32, null=True)
    file_row = models.PositiveIntegerField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_reason = models.CharField(max_length=200, blank=True)

    objects = AmountQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="amount_is_above_nothing"),
            models.CheckConstraint(condition=Q(kind__in=AmountKind.values), name="amount_kind_is_known"),
            models.CheckConstraint(
                condition=Q(worth_amount=None) | (Q(worth_rate__gt=0) & Q(worth_on__isnull=False) & ~Q(worth_source="") & ~Q(worth_currency="")),
                name="worth_has_its_rate_day_and_source",
            ),
            models.UniqueConstraint(fields=["event_hash", "kind"], condition=Q(event_hash__isnull=False), name="an_event_counts_once"),
            # A file that was taken back may be brought in again.
            models.UniqueConstraint(
                fields=["donation_appeal", "file_hash", "file_row"],
                condition=Q(file_hash__isnull=False, taken_back_at=None),
                name="a_row_of_a_file_counts_once",
            ),
        ]
        indexes = [models.Index(fields=["donation_appeal", "kind", "currency"], name="amount_to_sum")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"

    @property
    def money(self) -> Money:
        """The sum as it came."""
        return Money(self.amount, self.currency)
