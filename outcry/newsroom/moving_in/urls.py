"""Addresses of old sites at the desk, below /desk/newsroom/old-sites/."""

from django.urls import path

from outcry.newsroom.moving_in import views

app_name = "moving_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("add/", views.upload, name="upload"),
    path("<int:pk>/", views.show, name="import"),
    path("<int:pk>/choices/", views.choices, name="choices"),
    path("<int:pk>/begin/", views.begin, name="begin"),
    path("<int:pk>/give-up/", views.give_up, name="give_up"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
