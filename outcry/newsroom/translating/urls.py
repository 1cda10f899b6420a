"""Addresses of translations, below /desk/translations/."""

from django.urls import path

from outcry.newsroom.translating import views

app_name = "translations_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("bring/", views.bring, name="bring"),
    path("<int:pk>/<str:language>/", views.report, name="report"),
    path("<int:pk>/<str:language>/urgent/", views.urgent, name="urgent"),
    path("<int:pk>/<str:language>/report.po", views.take_one, {"kind": "po"}, name="report_po"),
    path("<int:pk>/<str:language>/report.xlf", views.take_one, {"kind": "xlf"}, name="report_xlf"),
    path("reports.po", views.take, {"kind": "po"}, name="po"),
    path("reports.xlf", views.take, {"kind": "xlf"}, name="xlf"),
]
