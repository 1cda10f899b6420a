"""Addresses without a language."""

from django.urls import path

from outcry.front.views import doors, previews

urlpatterns = [
    path("", doors.root),
    path("robots.txt", doors.robots),
    path("desk/appeals/<int:pk>/preview/<slug:language>/", previews.appeal, name="preview_appeal"),
    path("desk/cases/<int:pk>/preview/<slug:language>/", previews.case, name="preview_case"),
]
