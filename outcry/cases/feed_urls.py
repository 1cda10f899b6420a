"""The address of a calendar, outside the desk: a calendar's program has no password, it has the secret in the path."""

from django.urls import path

from outcry.cases.views import calendar

urlpatterns = [path("<slug:secret>.ics", calendar.feed, name="calendar_feed")]
