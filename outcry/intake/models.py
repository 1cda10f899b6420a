"""Conversations with people who wrote to us in confidence. What they said is sealed; nothing tells where they wrote from."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation
from outcry.lib.translations import LANGUAGE_LENGTH


class ConversationState(models.TextChoices):
    """Where a conversation stands on the desk."""

    NEW = "new", _("not opened yet")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    SPAM = "spam", _("spam")
    ERASED = "erased", _("erased")


class Use(models.TextChoices):
    """How we may use what she tells us; the most private first."""

    RECORD = "record", _("Keep it for your records, show it to nobody outside")
    SHARE = "share", _("Share it with organisations you work with")
    PUBLISH = "publish", _("Publish it, without my name and without what points to me")
    NAME = "name", _("Publish it, and name me")


class Author(models.TextChoices):
    """Who wrote a message."""

    SENDER = "sender", _("the sender")
    STAFF = "staff", _("us")
    NOTE = "note", _("a note among staff")


class Conversation(models.Model):
    """One sender's conversation with us. All moments are kept by the hour; erased, only they and the state are left.

    Her code opens it: `code_hash` finds it, `key_for_sender` is its key sealed with what only the code gives. `key_for_desk`
    is the same key, and the one of staff's notes, sealed to the desk's public key number `desk_key`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="conversations")
    state = models.CharField(max_length=10, choices=ConversationState, default=ConversationState.NEW)
    language = models.CharField(max_length=LANGUAGE_LENGTH, blank=True)
    code_hash = models.BinaryField(max_length=32, null=True, unique=True)
    key_for_sender = models.BinaryField(null=True)
    key_for_desk = models.BinaryField(null=True)
    desk_key = models.PositiveSmallIntegerField(null=True)
    # Sealed with the conversation's key: where and when, how she can be reached, how we may use it.
    details = models.BinaryField(null=True)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    # Whether the sender has the last word: somebody should answer.
    awaits_us = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        permissions = [("handle_intake", "Can read and answer what people write to us in confidence")]
        indexes = [models.Index(fields=["organisation", "state", "last_at"], name="conversation_by_state")]
        constraints = [
            models.CheckConstraint(
                name="erased_conversation_is_bare",
                condition=~models.Q(state=ConversationState.ERASED)
                | models.Q(code_hash=None, key_for_sender=None, key_for_desk=None, details=None, assigned_to=None, erased_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    @property
    def subject(self) -> str:
        """Its name in the log."""
        return f"conversation:{self.pk}"


class Message(models.Model):
    """One message of a conversation, or a note among staff. Sealed; in the order of their numbers."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=10, choices=Author)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    content = models.BinaryField()
    # Of the form it came by: sent again by a reload, it is not taken twice.
    form_digest = models.BinaryField(max_length=32, null=True, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"message {self.pk}"


class File(models.Model):
    """A file that came with a message. `stored_name` is a sealed file of the intake folder; its name, kind and key are in `sealed`."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    stored_name = models.CharField(max_length=32, unique=True)
    size = models.PositiveBigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"file {self.pk}"


class Tally(models.Model):
    """How often something was done in one minute or hour, by everybody together: the only thing that limits are reckoned by."""

    kind = models.CharField(max_length=20)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "since"], name="one_tally_per_kind_and_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d %H:%M}: {self.count}"
