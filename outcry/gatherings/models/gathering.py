"""A gathering, its words by language, and the place that only those who register are told."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from outcry.accounts.models import Organisation, User
from outcry.appeals.models import Appeal
from outcry.gatherings.moments import moment_of
from outcry.lib.folded_words import FoldedWordsField
from outcry.lib.identifiers import PUBLIC_ID_LENGTH, random_public_id
from outcry.lib.sealing import SealedTextField
from outcry.lib.search_words import folded_words
from outcry.lib.translations import TextRow
from outcry.vocabularies.models import Term

# Where fewer said that they come, a number could point at somebody.
LEAST_NUMBER = 5
# How long one is taken to last of which no end was said.
LASTS = timedelta(hours=3)
# How long after its end the desk asks how it went.
ASKED_FOR = timedelta(days=30)


class Kind(models.TextChoices):
    """What kind of gathering it is."""

    VIGIL = "vigil", _("vigil")
    PICKET = "picket", _("picket")
    RALLY = "rally", _("rally")
    MARCH = "march", _("march")
    OTHER = "other", _("other gathering")


class GatheringState(models.TextChoices):
    """Where a gathering stands. That it is over is no state: it follows from its end."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("announced")
    CALLED_OFF = "called_off", _("called off")


class PlaceTold(models.TextChoices):
    """Who is told where it is."""

    EVERYBODY = "everybody", _("Everybody: it stands on the page")
    REGISTERED = "registered", _("Those who register: by mail, once they have confirmed their address")


class GatheringQuerySet(models.QuerySet["Gathering"]):
    """Questions about gatherings."""

    def public(self) -> "GatheringQuerySet":
        """Those that readers may know of, called off ones among them."""
        return self.exclude(state=GatheringState.DRAFT)

    def ahead(self, *, at: datetime) -> "GatheringQuerySet":
        """Those that are not over at this moment, the next one first."""
        return self.filter(ends_at__gt=at).order_by("starts_at", "pk")

    def over(self, *, at: datetime) -> "GatheringQuerySet":
        """Those that are over, the latest first."""
        return self.filter(ends_at__lte=at).order_by("-starts_at", "-pk")

    def untold(self, *, at: datetime) -> "GatheringQuerySet":
        """Those that were held not long ago, of which nothing is told yet and nobody said that nothing will be; the latest first."""
        held = self.filter(state=GatheringState.PUBLISHED, ends_at__gt=at - ASKED_FOR).over(at=at)
        return held.filter(accounts=None, left_untold_at=None)


class Gathering(models.Model):
    """People meeting for someone. Day and hours are those of its own zone; `starts_at` and `ends_at` follow from them."""

    # What a form of the desk writes and needs no language.
    FACTS: ClassVar[tuple[str, ...]] = (
        "slug",
        "kind",
        "country",
        "day",
        "begins",
        "last_day",
        "ends",
        "zone",
        "place_told",
        "contact",
        "takes_registrations",
        "shows_number",
        "number_from",
        "about_invented_person",
    )

    public_id = models.CharField(max_length=PUBLIC_ID_LENGTH, unique=True, default=random_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="gatherings")
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=GatheringState.choices, default=GatheringState.DRAFT)
    country = models.CharField(max_length=2)
    day = models.DateField()
    begins = models.TimeField()
    # The day on which it ends, where that is another one: a vigil over midnight.
    last_day = models.DateField(null=True)
    # None where nobody said when it ends.
    ends = models.TimeField(null=True)
    zone = models.CharField(max_length=64)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False, db_index=True)
    place_told = models.CharField(max_length=10, choices=PlaceTold.choices, default=PlaceTold.EVERYBODY)
    # An office's or organisation's; blank: the address of the organisation that runs this desk.
    contact = models.EmailField(blank=True)
    takes_registrations = models.BooleanField(default=True)
    shows_number = models.BooleanField(default=False)
    number_from = models.PositiveIntegerField(default=10)
    topics: "models.ManyToManyField[Term, Any]" = models.ManyToManyField(Term, related_name="+", blank=True)
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, related_name="gatherings", null=True, blank=True)
    appeal = models.ForeignKey(Appeal, on_delete=models.SET_NULL, related_name="gatherings", null=True, blank=True)
    # One more with each change that those who come have to know of; calendars go by it, too.
    revision = models.PositiveIntegerField(default=0, editable=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True)
    # When whoever announced it was reminded by mail to tell how it went; once, if at all.
    reminded_at = models.DateTimeField(null=True, editable=False)
    # When somebody said that nothing will be told of it.
    left_untold_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(default=False, editable=False)
    about_invented_person = models.BooleanField(default=False)

    objects: ClassVar[GatheringQuerySet] = GatheringQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")
        constraints = [
            models.CheckConstraint(name="gathering_ends_after_it_began", condition=models.Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(name="gathering_shows_no_small_number", condition=models.Q(number_from__gte=LEAST_NUMBER)),
            models.CheckConstraint(
                name="withheld_place_is_told_to_somebody", condition=models.Q(place_told=PlaceTold.EVERYBODY) | models.Q(takes_registrations=True)
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with the moments that follow from day, hours and zone."""
        self.starts_at = moment_of(self.day, self.begins, self.zone)
        self.ends_at = moment_of(self.last_day or self.day, self.ends, self.zone) if self.ends else self.starts_at + LASTS
        super().save(*args, **kwargs)

    @property
    def subject(self) -> str:
        """The opaque name under which mails and log entries speak of this gathering."""
        return f"gathering:{self.pk}"

    @property
    def author(self) -> User | None:
        """Whoever announced it, else whoever wrote it."""
        return self.published_by or self.drafted_by

    @property
    def is_draft(self) -> bool:
        """Whether nobody outside has seen it."""
        return self.state == GatheringState.DRAFT

    @property
    def withholds_place(self) -> bool:
        """Whether the exact place is told to those who register alone."""
        return self.place_told == PlaceTold.REGISTERED

    def is_over(self, *, at: datetime) -> bool:
        """Whether it has ended by this moment of the content clock."""
        return self.ends_at <= at

    def is_open(self, *, at: datetime) -> bool:
        """Whether people can say that they come."""
        return self.state == GatheringState.PUBLISHED and self.takes_registrations and not self.is_over(at=at)


class GatheringText(TextRow):
    """A gathering in the words of one language, all of which everybody may read."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=200)
    about = models.TextField()
    place = models.CharField(max_length=300, blank=True)
    safety = models.TextField(blank=True)
    organiser = models.CharField(max_length=200, blank=True)
    called_off_because = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "language"], name="gathering_text_once_per_language")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, with the words by which it is found."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            GatheringWords.objects.update_or_create(text=self, defaults={"folded": folded_words(self.title, self.about, self.place, self.organiser)})


class GatheringWords(models.Model):
    """The folded words of a gathering in one language. Written with its text, never read by people."""

    text = models.OneToOneField(GatheringText, on_delete=models.CASCADE, primary_key=True, related_name="words")
    folded = FoldedWordsField(editable=False)

    def __str__(self) -> str:
        return f"words of {self.text_id}"


class MeetingPlace(TextRow):
    """Where exactly, in one language, for those who register. The public site's role in PostgreSQL can't read this table."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="meeting_places")
    place = SealedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "language"], name="meeting_place_once_per_language")]

    def __str__(self) -> str:
        return f"place of gathering {self.gathering_id} in {self.language}"
