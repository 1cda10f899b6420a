"""Addresses of reports, below /<language>/reports/. Wagtail finds the page; its other public addresses stay shut."""

from django.urls import path, re_path
from django.views.generic import RedirectView
from wagtail.urls import serve_pattern
from wagtail.views import serve

urlpatterns = [
    # Wagtail asks for this name when someone opens a private document; staff sign in at the desk, nobody anywhere else.
    path("_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login"), name="wagtailcore_login"),
    re_path(serve_pattern, serve, name="wagtail_serve"),
]
