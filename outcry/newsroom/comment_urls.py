"""Addresses of the desk of comments, below /desk/."""

from django.urls import path

from outcry.newsroom.views import comments

app_name = "comments_desk"
urlpatterns = [
    path("", comments.index, name="index"),
    path("decide/", comments.decide, name="decide"),
    path("person/", comments.of_person, name="of_person"),
    path("<int:pk>/", comments.show, name="comment"),
]
