"""Addresses of translations, below /desk/translations/."""

from django.urls import path

from outcry.newsroom.translating import views, words_views

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
    path("appeals.po", words_views.take_all_words, {"kind": "appeal", "form": "po"}, name="appeals_po"),
    path("appeals.xlf", words_views.take_all_words, {"kind": "appeal", "form": "xlf"}, name="appeals_xlf"),
    path("cases.po", words_views.take_all_words, {"kind": "case", "form": "po"}, name="cases_po"),
    path("cases.xlf", words_views.take_all_words, {"kind": "case", "form": "xlf"}, name="cases_xlf"),
    path("<str:kind>/<int:pk>/<str:language>/", words_views.words, name="words"),
    path("<str:kind>/<int:pk>/<str:language>/words.po", words_views.take_words, {"form": "po"}, name="words_po"),
    path("<str:kind>/<int:pk>/<str:language>/words.xlf", words_views.take_words, {"form": "xlf"}, name="words_xlf"),
]
