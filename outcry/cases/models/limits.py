"""Rules of law on how long somebody may be held before something has to happen, as an organisation keeps them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.models.part import CodedField
from outcry.cases.models.workflow import AppendOnly
from outcry.cases.vocabulary import LimitEnd, LimitUnit

LONGEST = 36_525


class LimitRule(AppendOnly):
    """One version of a rule. A change writes another version that replaces it; so does its end. Nothing that was counted by it is lost.

    No limit is stored: limits.py counts each from the beginning of a detention, by the rules as they stood when its record was closed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="limit_rules")
    # Blank: anywhere.
    country = models.CharField(max_length=2, blank=True)
    place = CodedField(in_list="places")
    # None: whatever the ground.
    type = CodedField(in_list="detention")
    length = models.PositiveIntegerField()
    unit = models.CharField(max_length=12, choices=LimitUnit.choices, default=LimitUnit.HOURS)
    at_end = models.CharField(max_length=12, choices=LimitEnd.choices, default=LimitEnd.COURT)
    law = models.CharField(max_length=300)
    source = models.CharField(max_length=500)
    # Of detentions that began on these days and between them.
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by")
    is_ended = models.BooleanField(default=False, editable=False)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("limit of detention")
        verbose_name_plural = _("limits of detention")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(length__gte=1, length__lte=LONGEST), name="limit_has_a_length"),
            models.CheckConstraint(condition=Q(from_on=None) | Q(until_on=None) | Q(from_on__lte=F("until_on")), name="limit_holds_for_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.law}: {self.length} {self.unit}"

    @property
    def subject(self) -> str:
        """Its name in the log."""
        return f"limit-rule:{self.pk}"
