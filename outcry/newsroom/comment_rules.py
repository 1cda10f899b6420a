"""Whether a report takes comments on a day, by its own rule or the site's."""

from datetime import date, timedelta

from django.conf import settings

from outcry.newsroom.comment_rows import Commenting


def commenting(*, chosen: str, published_on: date, on: date) -> Commenting:
    """How readers may comment on a report of `published_on` that has `chosen`, or nothing, for itself. `on` is a day of the content clock."""
    if is_over(published_on=published_on, on=on):
        return Commenting.CLOSED
    return Commenting(chosen or settings.COMMENTS)


def is_over(*, published_on: date, on: date) -> bool:
    """Whether the days are over in which a report can be commented on; without a setting they never are."""
    return bool(settings.COMMENTS_DAYS) and on > published_on + timedelta(days=settings.COMMENTS_DAYS)
