"""Addresses of this room's desk, below /desk/."""

from django.urls import path

from outcry.accounts import views

urlpatterns = [path("organisation/", views.organisation, name="organisation_desk")]
