"""Addresses of the desk of lists, below /desk/."""

from django.urls import path

from outcry.vocabularies.views import files, lists, terms

app_name = "vocabularies_desk"
urlpatterns = [
    path("", lists.index, name="index"),
    path("import/", files.take_in, name="import"),
    path("export/terms.csv", lists.table, name="table"),
    path("term/<int:pk>/", terms.show, name="term"),
    path("term/<int:pk>/words/", terms.words, name="words"),
    path("term/<int:pk>/move/", terms.move, name="move"),
    path("term/<int:pk>/retire/", terms.retire, name="retire"),
    path("term/<int:pk>/restore/", terms.restore, name="restore"),
    path("list/<slug:key>/", lists.show, name="list"),
    path("list/<slug:key>/add/", terms.add, name="add"),
    path("list/<slug:key>/history/", lists.changes, name="history"),
    path("list/<slug:key>/history/<int:number>/undo/", lists.undo, name="undo_import"),
    path("list/<slug:key>/export.csv", lists.table, name="list_table"),
    path("list/<slug:key>/export.jsonld", lists.skos, name="list_skos"),
]
