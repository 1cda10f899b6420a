"""Addresses of the gatherings' desk, below /desk/."""

from django.urls import path

from outcry.gatherings.views import announcing, drafting

app_name = "gatherings_desk"
urlpatterns = [
    path("", drafting.index, name="index"),
    path("new/", drafting.draft, name="draft"),
    path("<int:pk>/", drafting.show, name="gathering"),
    path("<int:pk>/details/", drafting.details, name="details"),
    path("<int:pk>/texts/", drafting.texts, name="texts"),
    path("<int:pk>/place/", drafting.place, name="place"),
    path("<int:pk>/ties/", drafting.ties, name="ties"),
    path("<int:pk>/told/", drafting.told, name="told"),
    path("<int:pk>/publish/", announcing.publish, name="publish"),
    path("<int:pk>/call-off/", announcing.call_off, name="call_off"),
    path("<int:pk>/take-back/", announcing.take_back, name="take_back"),
    path("<int:pk>/discard/", announcing.discard, name="discard"),
]
