"""More about an act, by its kind: custody, proceedings, a fine, ill-treatment, a death, a loss, a threat."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.cases.models.acts import Act
from outcry.cases.models.part import CodedField, Part, PartOfAct
from outcry.cases.vocabulary import PenaltyKind, ReleaseGround
from outcry.lib.dates import EdtfField
from outcry.lib.sealing import SealedTextField


class Detention(PartOfAct):
    """How somebody is held, and her custody clock: since when, for how long, until when."""

    FACTS = (
        "began",
        "began_time",
        "began_is_reckoned",
        "term_days",
        "due_on",
        "limit_on",
        "released",
        "release_ground",
        "type",
        "whereabouts",
        "counsel",
        "court",
        "court_language",
        "court_case_number",
        "conditions",
    )

    act = models.OneToOneField(Act, on_delete=models.CASCADE, related_name="detention")
    began = EdtfField(_("began"))
    began_earliest = models.DateField(null=True, editable=False)
    began_latest = models.DateField(null=True, editable=False)
    # By the clock of the place, as it was told; no time zone ever shifts it.
    began_time = models.TimeField(_("began at what time of day"), null=True, blank=True)
    began_is_reckoned = models.BooleanField(_("the beginning is reckoned, not reported"), default=False)
    term_days = models.PositiveIntegerField(_("term in days"), null=True, blank=True)
    due_on = models.DateField(_("due for release"), null=True, blank=True)
    # By then a judge has to have ruled, or the law wants her released. Written by hand, it prevails over what a LimitRule says.
    limit_on = models.DateField(_("may be held without a ruling until"), null=True, blank=True)
    released = EdtfField(pgettext_lazy("day of the release", "Released"))
    released_earliest = models.DateField(null=True, editable=False)
    released_latest = models.DateField(null=True, editable=False)
    release_ground = models.CharField(_("ground for release"), max_length=20, choices=ReleaseGround.choices, blank=True)
    type = CodedField(in_list="detention", verbose_name=_("kind of detention"))
    whereabouts = CodedField(in_list="whereabouts", verbose_name=_("whereabouts and contact"))
    counsel = CodedField(in_list="counsel", verbose_name=_("legal counsel"))
    court = CodedField(in_list="courts", verbose_name=_("kind of court"))
    court_language = CodedField(in_list="court-language", verbose_name=_("did she understand the language of the court"))
    court_case_number = models.CharField(_("number of the court's case"), max_length=60, blank=True)
    conditions = SealedTextField(_("conditions, as told"), null=True)

    class Meta:
        verbose_name = _("custody")
        verbose_name_plural = _("periods of custody")
        indexes = [
            models.Index(fields=["began_earliest", "released_latest"], name="detention_on_a_day"),
            models.Index(fields=["due_on"], name="detention_due", condition=Q(released="")),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.began}"


class Proceedings(PartOfAct):
    """A legal case against the victim of this act: before which court, for what. An act may have several."""

    FACTS = ("court", "court_name", "body", "court_case_number", "charge", "article", "is_closed", "ruling")

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="proceedings")
    court = CodedField(in_list="courts", verbose_name=_("kind of court"))
    court_name = models.CharField(_("name of the court"), max_length=200, blank=True)
    body = models.ForeignKey("authorities.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("authority"))
    court_case_number = models.CharField(_("number of the court's case"), max_length=60, blank=True)
    charge = models.CharField(_("charge"), max_length=300, blank=True)
    article = models.CharField(_("article of the law"), max_length=200, blank=True)
    is_closed = models.BooleanField(_("behind closed doors"), null=True, blank=True)
    # What the court said. Convicted or not is the state of the charge at a step, with its day; what it costs her is the penalty or the custody.
    ruling = models.CharField(_("how the court ruled"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proceedings")
        verbose_name_plural = _("proceedings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.act}: {self.charge or self.court_name}"


class ProceedingsStep(Part):
    """One dated step of proceedings: charged, heard, ruled, appealed, and what had become of the charge by then. A hearing to come is one of these.

    So a conviction stands by itself, with its day, whatever penalty came of it, and so does its end on appeal.
    """

    OWNER = "proceedings"
    FACTS = ("stage", "when", "state", "note")

    proceedings = models.ForeignKey(Proceedings, on_delete=models.CASCADE, related_name="steps")
    stage = CodedField(in_list="stages", verbose_name=_("step"), null=False, blank=False)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False, db_index=True)
    when_latest = models.DateField(null=True, editable=False)
    state = CodedField(in_list="charge-states", verbose_name=_("what became of the charge"))
    note = SealedTextField(_("note"), null=True)

    class Meta:
        verbose_name = _("step of proceedings")
        verbose_name_plural = _("steps of proceedings")
        ordering = ["when_earliest", "pk"]

    def __str__(self) -> str:
        return f"{self.proceedings}: {self.stage}"


class Penalty(PartOfAct):
    """What a fine or another penalty comes to. A sum converted by a source is kept with its day and its source, never reckoned anew."""

    FACTS = (
        "kind",
        "amount",
        "currency",
        "converted_amount",
        "converted_currency",
        "is_about",
        "converted_on",
        "converted_by",
        "is_suspended",
        "paid_amount",
    )

    act = models.OneToOneField(Act, on_delete=models.CASCADE, related_name="penalty")
    kind = models.CharField(_("kind of penalty"), max_length=20, choices=PenaltyKind.choices, default=PenaltyKind.FINE)
    amount = models.DecimalField(_("amount"), max_digits=20, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency (ISO 4217)"), max_length=3, blank=True)
    converted_amount = models.DecimalField(_("converted amount"), max_digits=20, decimal_places=4, null=True, blank=True)
    converted_currency = models.CharField(_("currency of the converted amount"), max_length=3, blank=True)
    is_about = models.BooleanField(_("the converted amount is given as “about”"), default=False)
    converted_on = EdtfField(_("converted as of"))
    converted_on_earliest = models.DateField(null=True, editable=False)
    converted_on_latest = models.DateField(null=True, editable=False)
    converted_by = models.CharField(_("who converted it"), max_length=200, blank=True)
    is_suspended = models.BooleanField(_("suspended"), default=False)
    paid_amount = models.DecimalField(_("paid so far"), max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | ~Q(currency=""), name="amount_has_its_currency"),
            models.CheckConstraint(condition=Q(converted_amount=None) | ~Q(converted_currency=""), name="converted_amount_has_its_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.amount} {self.currency}"


class IllTreatment(PartOfAct):
    """How somebody was treated in custody or by force."""

    FACTS = ("statements", "medical_attention", "intent", "consequences")

    act = models.OneToOneField(Act, on_delete=models.CASCADE, related_name="ill_treatment")
    statements = CodedField(in_list="statements", verbose_name=_("statements signed"))
    medical_attention = CodedField(in_list="medical", verbose_name=_("medical attention"))
    intent = CodedField(in_list="intent", verbose_name=_("what it was meant for"))
    consequences = SealedTextField(_("consequences for her health"), null=True)

    class Meta:
        verbose_name = _("ill-treatment")
        verbose_name_plural = _("instances of ill-treatment")

    def __str__(self) -> str:
        return f"{self.act}: ill-treatment"


class Death(PartOfAct):
    """What is known of a death."""

    FACTS = ("autopsy", "certificate", "circumstances")

    act = models.OneToOneField(Act, on_delete=models.CASCADE, related_name="death")
    autopsy = CodedField(in_list="autopsy", verbose_name=_("autopsy"))
    certificate = CodedField(in_list="death-certificate", verbose_name=_("death certificate"))
    circumstances = SealedTextField(_("circumstances"), null=True)

    class Meta:
        verbose_name = _("death")
        verbose_name_plural = _("deaths")

    def __str__(self) -> str:
        return f"{self.act}: death"


class Destruction(PartOfAct):
    """What was destroyed or taken, its worth, and what was given back."""

    FACTS = ("what", "amount", "currency", "compensation")

    act = models.OneToOneField(Act, on_delete=models.CASCADE, related_name="destruction")
    what = models.CharField(_("what was lost"), max_length=300, blank=True)
    amount = models.DecimalField(_("its worth"), max_digits=20, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency (ISO 4217)"), max_length=3, blank=True)
    compensation = CodedField(in_list="compensation", verbose_name=_("compensation"))

    class Meta:
        verbose_name = _("loss")
        verbose_name_plural = _("losses")
        constraints = [models.CheckConstraint(condition=Q(amount=None) | ~Q(currency=""), name="loss_has_its_currency")]

    def __str__(self) -> str:
        return f"{self.act}: {self.what}"


class Threat(PartOfAct):
    """A threat: how it came, and its words, which stay in the file."""

    FACTS = ("channel", "wording", "is_public_threat", "is_repeated")

    act = models.OneToOneField(Act, on_delete=models.CASCADE, related_name="threat")
    channel = models.CharField(_("how it came"), max_length=200, blank=True)
    wording = SealedTextField(_("its words"), null=True)
    is_public_threat = models.BooleanField(_("made in public"), null=True, blank=True)
    is_repeated = models.BooleanField(_("made more than once"), default=False)

    class Meta:
        verbose_name = _("threat")
        verbose_name_plural = _("threats")

    def __str__(self) -> str:
        return f"{self.act}: threat"


DETAILS: tuple[type[Any], ...] = (Detention, Penalty, IllTreatment, Death, Destruction, Threat)
