"""Addresses of texts that wait for a second reader, below /desk/newsroom/reviews/."""

from django.urls import path

from outcry.newsroom.reviewing import views

app_name = "reviews_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/ask/", views.ask, name="ask"),
]
