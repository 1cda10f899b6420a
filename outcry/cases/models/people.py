"""Persons, groups and organisations: who they are over all cases, and their part in one."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.cases.models.part import CodedField, ManyCodedField, Part
from outcry.cases.models.raised import level_field, readers_field
from outcry.cases.names import NAME_KEY_BYTES, keys_to_keep
from outcry.cases.vocabulary import NameKind, ParticipantKind
from outcry.evidence.models import Level
from outcry.lib.dates import EdtfField
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.names import script_of
from outcry.lib.sealing import SealedTextField
from outcry.lib.translations import LANGUAGE_LENGTH, TextRow


class Person(models.Model):
    """A natural person, a group or an organisation, one row over all cases (HURIDOCS person record, with its counting unit).

    Who is the same person is a judgment and can be undone: rows are joined by Judgment, never melted.
    """

    FACTS = (
        "kind",
        "pseudonym",
        "born",
        "died",
        "gender",
        "occupation",
        "characteristics",
        "size_min",
        "size_max",
        "body",
        "do_not_publish",
        "contact",
        "identity_papers",
        "confidential_notes",
        "level",
        "readers",
    )

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="persons")
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ParticipantKind.choices, default=ParticipantKind.PERSON)
    # By which the public may speak of somebody who must not be named.
    pseudonym = models.CharField(_("pseudonym"), max_length=100, blank=True)
    born = EdtfField(_("born or founded"))
    born_earliest = models.DateField(null=True, editable=False)
    born_latest = models.DateField(null=True, editable=False)
    died = EdtfField(_("died or dissolved"))
    died_earliest = models.DateField(null=True, editable=False)
    died_latest = models.DateField(null=True, editable=False)
    # In her own word: an open list.
    gender = models.CharField(_("gender"), max_length=40, blank=True)
    occupation = models.CharField(_("occupation"), max_length=200, blank=True)
    characteristics = ManyCodedField(in_list="characteristics", verbose_name=_("why she may have been chosen"))
    size_min = models.PositiveIntegerField(_("people, at least"), null=True, blank=True)
    size_max = models.PositiveIntegerField(_("people, at most"), null=True, blank=True)
    body = models.ForeignKey("authorities.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("authority"))
    do_not_publish = models.BooleanField(_("nothing of this person may become public"), default=False)
    contact = SealedTextField(_("how to reach her"), null=True)
    identity_papers = SealedTextField(_("identity papers"), null=True)
    confidential_notes = SealedTextField(_("confidential notes"), null=True)
    level = level_field(Level.INTERNAL)
    readers = readers_field()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=Q(size_min=None) | Q(size_max=None) | Q(size_min__lte=F("size_max")), name="group_size_is_in_order"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def subject(self) -> str:
        """The name under which the log speaks of this person."""
        return f"person:{self.pk}"

    def filed(self) -> None:
        """Nothing follows from the facts; names have keys of their own."""


class PartOfPerson(Part):
    """More about one person. It lies in no case's file."""

    OWNER = "person"

    class Meta:
        abstract = True

    @property
    def file(self) -> Any:
        """The person it is about."""
        return getattr(self, self.OWNER)


class PersonName(PartOfPerson):
    """One of the names of a person, as it is written in one language or script. Sealed: it is found by its keys."""

    FACTS = ("kind", "text", "language")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="names")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind of name"), max_length=20, choices=NameKind.choices, default=NameKind.USUAL)
    text = SealedTextField(_("name"))
    language = models.CharField(_("language"), max_length=LANGUAGE_LENGTH, blank=True)
    # ISO 15924, read off the letters.
    script = models.CharField(max_length=4, blank=True, editable=False)

    class Meta:
        verbose_name = _("name of a person")
        verbose_name_plural = _("names of people")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"

    def filed(self) -> None:
        """Let the name be found under every way to write it."""
        self.script = script_of(self.text or "")
        PersonName.objects.filter(pk=self.pk).update(script=self.script)
        self.keys.all().delete()
        NameKey.objects.bulk_create(NameKey(name=self, key=key) for key in keys_to_keep(self.text or ""))


class NameKey(models.Model):
    """A keyed hash of one folded word of a name. Equal keys make a candidate; nobody reads a name off a stolen table."""

    name = models.ForeignKey(PersonName, on_delete=models.CASCADE, related_name="keys")
    key = models.BinaryField(max_length=NAME_KEY_BYTES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="name_key_once")]

    def __str__(self) -> str:
        return f"key of name {self.name_id}"


class Relation(PartOfPerson):
    """How one person stands to another: relative, colleague, member (HURIDOCS biographic details)."""

    FACTS = ("type", "related", "position_held", "when", "note")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    type = CodedField(in_list="relations", verbose_name=_("relation"), null=False, blank=False)
    related = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations_to", verbose_name=_("the other"))
    position_held = models.CharField(_("position or rank"), max_length=200, blank=True)
    when = EdtfField(_("when"))
    when_earliest = models.DateField(null=True, editable=False)
    when_latest = models.DateField(null=True, editable=False)
    note = SealedTextField(_("note"), null=True)

    class Meta:
        verbose_name = _("relation between people")
        verbose_name_plural = _("relations between people")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(person=F("related")), name="relation_leads_elsewhere")]

    def __str__(self) -> str:
        return f"{self.person} {self.type} {self.related}"


class Participant(Part):
    """A person, group or organisation in one case, or the holder of a post: whom acts were done to, who did them, who else is spoken of."""

    FACTS = ("kind", "person", "post", "is_named_publicly", "visible_from", "confidential_notes")

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="participants")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=20, choices=ParticipantKind.choices, default=ParticipantKind.PERSON)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("who it is over all cases"))
    post = models.ForeignKey("authorities.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post"))
    is_named_publicly = models.BooleanField(_("may be named in public"), default=False)
    visible_from = models.DateField(_("not shown before"), null=True, blank=True)
    confidential_notes = SealedTextField(_("confidential notes"), null=True)

    class Meta:
        verbose_name = _("part in a case")
        verbose_name_plural = _("parts in cases")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.position}"


class ParticipantText(TextRow):
    """A participant in the words of one language: how this case names her. The name is sealed, since not everybody may be named."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="texts")
    name = SealedTextField(_("name"), null=True)
    role = models.CharField(_("part in the case"), max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "language"], name="participant_text_once_per_language")]

    def __str__(self) -> str:
        return f"{self.participant} ({self.language})"
