"""Sources: what somebody told or published, how far it is to be trusted, and what she agreed to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outcry.cases.models.part import CodedField, Part
from outcry.cases.models.raised import level_field, readers_field
from outcry.cases.vocabulary import Connection, ConsentUse, Reliability
from outcry.evidence.models import Level
from outcry.lib.dates import EdtfField
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH


class Source(Part):
    """One piece of information and who it comes from (HURIDOCS information record). A confidential source is never named outside this folder."""

    FACTS = (
        "is_confidential",
        "publisher",
        "title",
        "material",
        "language",
        "url",
        "published",
        "received_on",
        "connection",
        "reliability",
        "identity",
        "level",
        "readers",
        "conversation",
        "told_until",
    )

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(default=1)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    material = CodedField(in_list="sources", verbose_name=_("kind of material"))
    language = models.CharField(_("language"), max_length=LANGUAGE_LENGTH, default="en")
    url = models.CharField(_("address on the web"), max_length=500, blank=True)
    published = EdtfField(_("published"))
    published_earliest = models.DateField(null=True, editable=False)
    published_latest = models.DateField(null=True, editable=False)
    received_on = models.DateField(_("received"), null=True, blank=True)
    connection = models.CharField(_("connection"), max_length=20, choices=Connection.choices, default=Connection.THIRD_PARTY)
    reliability = models.CharField(_("reliability"), max_length=20, choices=Reliability.choices, default=Reliability.UNRATED)
    # Who the source is, when nobody else may know.
    identity = SealedTextField(_("who the source is"), null=True)
    level = level_field(Level.PARTNERS)
    readers = readers_field()
    # Where she told it, and the number of the last message that was taken over. Erased there, the file keeps what was written down.
    conversation = models.ForeignKey("intake.Conversation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("conversation"))
    told_until = models.PositiveBigIntegerField(_("last message taken over"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.publisher or "confidential"

    @property
    def stays_unnamed(self) -> bool:
        """Whether readers may learn that there is such a source, and nothing else."""
        return bool(self.is_confidential or self.level == Level.RESTRICTED)

    @property
    def subject(self) -> str:
        """The name under which evidence from this source is kept."""
        return f"source:{self.pk}"


class Consent(Part):
    """What a source or a person spoken of agreed to: one use each, taken back at any time.

    The row stays when consent is taken back: what was done meanwhile was done with it.
    """

    OWNER = "source"
    FACTS = ("use", "given_on", "until", "withdrawn_on", "note")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="consents")
    use = models.CharField(_("use"), max_length=20, choices=ConsentUse.choices)
    given_on = models.DateField(_("given on"))
    until = models.DateField(_("until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    # By whom, how, in which words.
    note = SealedTextField(_("note"), null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["source", "use"], condition=Q(withdrawn_on=None), name="one_consent_in_force_per_use")]

    def __str__(self) -> str:
        return f"{self.source} {self.use}"
