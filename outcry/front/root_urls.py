"""Addresses without a language."""

from django.urls import path

from outcry.front.views import doors

urlpatterns = [
    path("", doors.root),
    path("robots.txt", doors.robots),
]
