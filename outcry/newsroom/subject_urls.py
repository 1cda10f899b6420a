"""Addresses of the search, of topics, countries and organisations, below the language. A topic is called by its code, which stays; a country by two
small letters."""

from django.urls import path

from outcry.newsroom.search import views as search
from outcry.newsroom.subjects import views as subjects

urlpatterns = [
    path("search/", search.search, name="newsroom_search"),
    path("topics/", subjects.show_all, name="newsroom_subjects"),
    path("topics/<path:name>/", subjects.show_topic, name="newsroom_topic"),
    path("countries/<slug:code>/", subjects.show_country, name="newsroom_country"),
    path("organisations/<slug:slug>/", subjects.show_organisation, name="newsroom_organisation"),
]
