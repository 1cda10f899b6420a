"""Addresses of the desk of comments, below /desk/."""

from django.urls import path

from outcry.newsroom.comments import views

app_name = "comments_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("decide/", views.decide, name="decide"),
    path("person/", views.of_person, name="of_person"),
    path("<int:pk>/", views.show, name="comment"),
]
