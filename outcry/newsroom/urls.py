"""Addresses of reports and their archive, below /<language>/reports/. Wagtail finds the page of a report; its other public addresses stay shut."""

from django.urls import path, re_path, register_converter
from django.views.generic import RedirectView
from wagtail.urls import serve_pattern
from wagtail.views import serve

from outcry.lib import feed_answers  # noqa: F401  its addresses end with a shape
from outcry.newsroom.archive import views as archive
from outcry.newsroom.archive.queries import Clock
from outcry.newsroom.feeds import views as feeds
from outcry.newsroom.subjects import views as subjects


class _Year:
    """A year in four digits, as an address has it; the calendar of our language ends with 9999."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class _Two(_Year):
    """A month or a day in two digits."""

    regex = "[0-9]{2}"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class _Clock:
    """The clock that is not the first one."""

    regex: str = Clock.HAPPENED.value

    def to_python(self, value: str) -> Clock:
        return Clock(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(_Clock, "clock")
register_converter(_Year, "year")
register_converter(_Two, "two")

urlpatterns = [
    path("archive/", archive.show_all, name="newsroom_archive"),
    path("archive/undated/", archive.show_undated, name="newsroom_undated"),
    path("archive/<clock:clock>/", archive.show_all, name="newsroom_archive"),
    path("<year:year>/", archive.show_year, name="newsroom_year"),
    path("<year:year>/<clock:clock>/", archive.show_year, name="newsroom_year"),
    path("<year:year>/<two:month>/", archive.show_month, name="newsroom_month"),
    path("<year:year>/<two:month>/<clock:clock>/", archive.show_month, name="newsroom_month"),
    path("<year:year>/<two:month>/<two:day>/", archive.show_day, name="newsroom_day"),
    path("corrections/", subjects.corrections, name="newsroom_corrections"),
    path("feed.<shape:shape>", feeds.show_all, name="newsroom_feed"),
    path("<year:year>/<two:month>/feed.<shape:shape>", feeds.show_month, name="newsroom_month_feed"),
    path("<year:year>/<two:month>/<clock:clock>/feed.<shape:shape>", feeds.show_month, name="newsroom_month_feed"),
    path("<year:year>/<two:month>/reports.csv", feeds.month_csv, name="newsroom_month_csv"),
    path("<year:year>/<two:month>/<clock:clock>/reports.csv", feeds.month_csv, name="newsroom_month_csv"),
    # Wagtail asks for this name when someone opens a private document; staff sign in at the desk, nobody anywhere else.
    path("_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login"), name="wagtailcore_login"),
    re_path(serve_pattern, serve, name="wagtail_serve"),
]
