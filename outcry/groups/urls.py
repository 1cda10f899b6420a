"""Addresses of the organisations' desk, below /desk/."""

from django.urls import path

from outcry.groups import views

app_name = "groups_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.add, name="add"),
    path("<int:pk>/", views.overview, name="group"),
    path("<int:pk>/details/", views.details, name="details"),
    path("<int:pk>/texts/", views.texts, name="texts"),
    path("<int:pk>/ties/", views.ties, name="ties"),
    path("<int:pk>/show/", views.show, name="show"),
    path("<int:pk>/hide/", views.hide, name="hide"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
