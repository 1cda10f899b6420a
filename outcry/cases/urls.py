"""Addresses of the case file's desk, below /desk/cases/."""

from django.urls import path

from outcry.cases.views import file, parts, public

app_name = "cases_desk"
urlpatterns = [
    path("", file.index, name="index"),
    path("open/", file.open_new, name="open"),
    path("<int:pk>/", file.show, name="case"),
    path("<int:pk>/words/", file.edit, name="edit"),
    path("<int:pk>/custody/", parts.detention, name="detention"),
    path("<int:pk>/propose/", public.propose, name="propose"),
    path("<int:pk>/approve/", public.approve, name="approve"),
    path("<int:pk>/withdraw/", public.withdraw, name="withdraw"),
    path("<int:pk>/<slug:kind>/add/", parts.add, name="add_part"),
    path("<int:pk>/<slug:kind>/<int:part>/", parts.edit, name="part"),
    path("<int:pk>/<slug:kind>/<int:part>/move/", parts.move, name="move_part"),
    path("<int:pk>/<slug:kind>/<int:part>/remove/", parts.remove, name="remove_part"),
]
