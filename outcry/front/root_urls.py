"""Addresses without a language."""

from django.urls import path

from outcry.front.views import doors, embedding, previews, site_map

urlpatterns = [
    path("", doors.root),
    path("robots.txt", doors.robots),
    path("oembed/", embedding.describe, name="oembed"),
    path("sitemap.xml", site_map.index, name="site_map"),
    path("sitemap/<slug:part>.xml", site_map.part, name="site_map_part"),
    path("desk/appeals/<int:pk>/preview/<slug:language>/", previews.appeal, name="preview_appeal"),
    path("desk/cases/<int:pk>/preview/<slug:language>/", previews.case, name="preview_case"),
]
