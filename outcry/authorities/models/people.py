"""Who holds which post in which body, over time: Popolo's classes as rows.

A person here holds or held public office. None of these rows can be addressed: letters go to offices alone.
"""

from django.db import models

from outcry.authorities.models.records import Record
from outcry.lib.dates import EdtfField
from outcry.lib.translations import TextRow


class Area(Record):
    """A place that a body or a post is for: a country, a region, a constituency."""

    name = models.TextField()
    other_names = models.JSONField(default=list, blank=True)
    identifier = models.TextField(blank=True)
    classification = models.TextField(blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta(Record.Meta):
        pass


class Body(Record):
    """A ministry, court, prison, parliament or party: an organisation that has posts or members."""

    name = models.TextField()
    other_names = models.JSONField(default=list, blank=True)
    classification = models.TextField(blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="bodies")
    founding_date = EdtfField()
    founding_date_earliest = models.DateField(null=True, editable=False)
    founding_date_latest = models.DateField(null=True, editable=False)
    dissolution_date = EdtfField()
    dissolution_date_earliest = models.DateField(null=True, editable=False)
    dissolution_date_latest = models.DateField(null=True, editable=False)
    abstract = models.TextField(blank=True)
    description = models.TextField(blank=True)
    image = models.TextField(blank=True)
    contact_details = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        pass


class BodyText(TextRow):
    """A body's name in one language, as we write it."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "language"], name="body_text_once_per_language")]

    def __str__(self) -> str:
        return self.name


class Person(Record):
    """Somebody who holds or held a public office."""

    name = models.TextField()
    other_names = models.JSONField(default=list, blank=True)
    given_name = models.TextField(blank=True)
    family_name = models.TextField(blank=True)
    additional_name = models.TextField(blank=True)
    patronymic_name = models.TextField(blank=True)
    honorific_prefix = models.TextField(blank=True)
    honorific_suffix = models.TextField(blank=True)
    sort_name = models.TextField(blank=True)
    gender = models.TextField(blank=True)
    birth_date = EdtfField()
    birth_date_earliest = models.DateField(null=True, editable=False)
    birth_date_latest = models.DateField(null=True, editable=False)
    death_date = EdtfField()
    death_date_earliest = models.DateField(null=True, editable=False)
    death_date_latest = models.DateField(null=True, editable=False)
    national_identity = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    biography = models.TextField(blank=True)
    image = models.TextField(blank=True)
    images = models.JSONField(default=list, blank=True)
    # Kept as the source gives it; never an address of a letter.
    email = models.TextField(blank=True)
    contact_details = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        pass

    def words_for_search(self) -> list[str]:
        return [*super().words_for_search(), self.sort_name, " ".join(filter(None, [self.given_name, self.patronymic_name, self.family_name]))]


class PersonText(TextRow):
    """A person's name in one language, as we write it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "language"], name="person_text_once_per_language")]

    def __str__(self) -> str:
        return self.name


class Post(Record):
    """A position that is there whoever holds it: head of a prison, prosecutor of a city. A case may name it, an office may belong to it."""

    NAME = "label"

    label = models.TextField()
    other_labels = models.JSONField(default=list, blank=True)
    role = models.TextField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    start_date = EdtfField()
    start_date_earliest = models.DateField(null=True, editable=False)
    start_date_latest = models.DateField(null=True, editable=False)
    end_date = EdtfField()
    end_date_earliest = models.DateField(null=True, editable=False)
    end_date_latest = models.DateField(null=True, editable=False)
    contact_details = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        pass


class PostText(TextRow):
    """A post's name in one language, as we write it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="texts")
    label = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "language"], name="post_text_once_per_language")]

    def __str__(self) -> str:
        return self.label


class Period(Record):
    """A time that memberships refer to, such as a term of a parliament (Popolo: event)."""

    name = models.TextField()
    classification = models.TextField(blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="periods")
    start_date = EdtfField()
    start_date_earliest = models.DateField(null=True, editable=False)
    start_date_latest = models.DateField(null=True, editable=False)
    end_date = EdtfField()
    end_date_earliest = models.DateField(null=True, editable=False)
    end_date_latest = models.DateField(null=True, editable=False)

    class Meta(Record.Meta):
        pass


class Membership(Record):
    """A person in a body or in a post, from a day to a day as known. A blank beginning is not known; a blank end has not come as far as we know."""

    NAME = "label"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    on_behalf_of = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    label = models.TextField(blank=True)
    role = models.TextField(blank=True)
    start_date = EdtfField()
    start_date_earliest = models.DateField(null=True, editable=False)
    start_date_latest = models.DateField(null=True, editable=False)
    end_date = EdtfField()
    end_date_earliest = models.DateField(null=True, editable=False)
    end_date_latest = models.DateField(null=True, editable=False)
    contact_details = models.JSONField(default=list, blank=True)

    class Meta(Record.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.person or '?'}: {self.post or self.body or '?'}"
