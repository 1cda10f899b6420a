"""Addresses of the directory's desk, below /desk/."""

from django.urls import path

from outcry.authorities.views import offices as views

app_name = "authorities_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.show, name="office"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/retire/", views.retire, name="retire"),
]
