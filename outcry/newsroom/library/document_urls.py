"""Addresses of the library of documents, below /desk/newsroom/documents/."""

from django.urls import path, register_converter

from outcry.newsroom.library.file_names import Ending, FileName
from outcry.newsroom.library.views import desk
from outcry.newsroom.library.views.desk import DOCUMENTS

register_converter(FileName, "documentname")
register_converter(Ending, "documentkind")

app_name = "documents_desk"
urlpatterns = [
    path("", desk.documents, name="index"),
    path("add/", desk.add, {"shelf": DOCUMENTS}, name="add"),
    path("<int:pk>/", desk.item, {"shelf": DOCUMENTS}, name="item"),
    path("<int:pk>/delete/", desk.remove, {"shelf": DOCUMENTS}, name="delete"),
    path("files/<documentname:address>.<documentkind:kind>", desk.document_file, name="file"),
]
