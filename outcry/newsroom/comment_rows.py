"""Readers' comments below a report: the comments, what others object to in them, and the figures that limits are reckoned by.

Name, words and address are sealed. Nothing tells where somebody wrote from: limits are counted for a network's keyed hash that
is another one every hour, in rows that lead to no comment.
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

import json
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField


class Commenting(models.TextChoices):
    """Whether readers may comment on a report."""

    MODERATED = "moderated", _("each comment is read by us before it appears")
    OPEN = "open", _("comments appear at once, unless something about them calls for a look")
    CLOSED = "closed", _("nobody can comment; what was published stays")


class CommentState(models.TextChoices):
    """Where a comment stands."""

    HELD = "held", _("waits for us")
    PUBLISHED = "published", pgettext_lazy("state of a comment", "published")
    REFUSED = "refused", _("not published")
    REMOVED = "removed", _("removed")
    TAKEN_BACK = "taken_back", _("taken back")


class Objection(models.TextChoices):
    """What speaks against a comment: why staff keep it off the page, or what a reader says of it."""

    SPAM = "spam", _("It advertises, or has nothing to do with the report")
    ABUSE = "abuse", _("It insults, threatens or stirs up hatred")
    DANGER = "danger", _("It could put somebody in danger")
    PRIVATE = "private", _("It tells private things of somebody")
    UNTRUE = "untrue", _("It accuses somebody without saying where that is known from")
    OTHER = "other", _("Another reason")


# Kept off the page by us, after a person decided.
DECIDED = (CommentState.PUBLISHED, CommentState.REFUSED, CommentState.REMOVED)
# Of these the place in a thread is kept for the answers below it.
TRACES = (CommentState.REMOVED, CommentState.TAKEN_BACK)


class CommentQuerySet(models.QuerySet["Comment"]):
    """Questions about comments."""

    def of_organisation(self, organisation_id: int) -> "CommentQuerySet":
        """Those below reports in its lists."""
        # Reports are pages of the one organisation whose site this is, and nobody else's (accounts/wagtail_screens.py).
        return self.filter(organisation=organisation_id)

    def published(self) -> "CommentQuerySet":
        """Those that readers see."""
        return self.filter(state=CommentState.PUBLISHED)

    def counted(self) -> dict[int, int]:
        """How many there are below each report, by its key."""
        return dict(self.order_by().values_list("report").annotate(number=models.Count("pk")))


class Comment(models.Model):
    """What a reader, or one of us in answer, wrote below a report in one language. Threads are one level deep.

    Taken back or past its term, name, words and address are gone and the bare row is left.
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey("newsroom.ReportPage", on_delete=models.CASCADE, related_name="reader_comments")
    answers = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="answered_by")
    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id)
    state = models.CharField(max_length=10, choices=CommentState, default=CommentState.HELD)
    # Where it stood before the last decision, so that this can be undone.
    state_before = models.CharField(max_length=10, choices=CommentState, blank=True)
    objection = models.CharField(max_length=10, choices=Objection, blank=True)
    name = SealedTextField(null=True)
    text = SealedTextField(null=True)
    website = SealedTextField(null=True)
    # Only when she wants to hear of answers.
    address = SealedTextField(null=True)
    address_hash = models.BinaryField(max_length=32, null=True)
    address_rule = models.PositiveSmallIntegerField(default=0)
    # When she was asked by mail whether she wants to hear of answers, and when she said so.
    asked_at = models.DateTimeField(null=True)
    address_confirmed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField()
    state_changed_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    # Why it was held, as signs with what they saw: JSON.
    signs = SealedTextField(null=True)
    # How much its words are like those of unwanted comments, in hundredths; and what a decision about it has taught.
    likeness = models.PositiveSmallIntegerField(default=0)
    teaches = models.CharField(max_length=8, blank=True)
    # Of us, in answer. Readers are told that it is the organisation's.
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Of the form it came by: sent again by a reload, it is not taken twice.
    form_digest = models.BinaryField(max_length=32, null=True, unique=True)

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["report", "state", "submitted_at"], name="comment_of_report"),
            models.Index(fields=["organisation", "state", "submitted_at"], name="comment_by_state"),
            models.Index(fields=["address_hash"], name="comment_of_mailbox", condition=models.Q(address_hash__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="erased_comment_is_bare",
                condition=models.Q(erased_at=None)
                | models.Q(name__isnull=True, text__isnull=True, website__isnull=True, address__isnull=True, address_hash__isnull=True, signs__isnull=True),
            ),
            models.CheckConstraint(name="shown_comment_has_words", condition=~models.Q(state=CommentState.PUBLISHED) | models.Q(text__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def subject(self) -> str:
        """Its name in the log."""
        return f"comment:{self.pk}"

    @property
    def is_ours(self) -> bool:
        """Whether one of us wrote it."""
        return self.written_by_id is not None

    def signs_seen(self) -> list[tuple[str, str]]:
        """Each sign by its name, with what it saw."""
        return [(str(name), str(seen)) for name, seen in json.loads(self.signs or "[]")]

    def make_bare(self, *, now: datetime) -> None:
        """Forget who wrote what; does not save."""
        for name in BARE:
            setattr(self, name, None)
        self.erased_at = now


# The columns that tell who wrote what.
BARE = ("name", "text", "website", "address", "address_hash", "signs", "address_confirmed_at")


class Complaint(models.Model):
    """What a reader objects to in a comment that is on the page. Who she is nobody asks."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="complaints")
    objection = models.CharField(max_length=10, choices=Objection)
    words = SealedTextField(null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    form_digest = models.BinaryField(max_length=32, null=True, unique=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        indexes = [models.Index(fields=["comment", "settled_at"], name="complaint_of_comment")]

    def __str__(self) -> str:
        return f"complaint {self.pk}"


class CommentTally(models.Model):
    """How often something was done in one hour: by everybody, or from one network, which stands here as a keyed hash of that hour alone."""

    kind = models.CharField(max_length=10)
    since = models.DateTimeField()
    network = models.BinaryField(max_length=32)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "since", "network"], name="one_comment_tally_per_hour")]

    def __str__(self) -> str:
        return f"{self.kind} {self.since:%Y-%m-%d %H:%M}: {self.count}"


class CommentWord(models.Model):
    """In how many wanted and unwanted comments a word stood, as a keyed hash of it; one row of them counts the comments themselves."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=32)
    wanted = models.PositiveIntegerField(default=0)
    unwanted = models.PositiveIntegerField(default=0)
    seen_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="one_row_per_word_of_comments")]

    def __str__(self) -> str:
        return f"word {self.pk}"
