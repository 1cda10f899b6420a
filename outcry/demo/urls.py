"""Addresses of the demonstration, outside the languages: its mail is in many."""

from django.urls import path

from outcry.demo import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mailbox, name="mailbox"),
    path("mail/<str:day>/<str:name>/", views.message, name="message"),
]
