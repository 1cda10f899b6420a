"""Addresses of translations, below /desk/translations/."""

from django.urls import path

from outcry.newsroom.translating import views

app_name = "translations_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("bring/", views.bring, name="bring"),
    path("<int:pk>/<str:language>/", views.report, name="report"),
    path("<int:pk>/<str:language>/urgent/", views.urgent, name="urgent"),
    path("<str:language>/reports.po", views.take, {"kind": "po"}, name="po"),
    path("<str:language>/reports.xlf", views.take, {"kind": "xlf"}, name="xlf"),
]
