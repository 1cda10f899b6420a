"""Addresses of the library of documents, below /desk/newsroom/documents/."""

from django.urls import path, register_converter

from outcry.newsroom.file_names import FileName
from outcry.newsroom.views import document_library

register_converter(FileName, "documentname")

app_name = "documents_desk"
urlpatterns = [
    path("", document_library.index, name="index"),
    path("add/", document_library.add, name="add"),
    path("<int:pk>/", document_library.item, name="item"),
    path("<int:pk>/delete/", document_library.delete, name="delete"),
    path("files/<documentname:address>.pdf", document_library.file, name="file"),
]
