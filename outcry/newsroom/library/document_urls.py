"""Addresses of the library of documents, below /desk/newsroom/documents/."""

from django.urls import path, register_converter

from outcry.newsroom.library.file_names import FileName
from outcry.newsroom.library.views import desk_documents

register_converter(FileName, "documentname")

app_name = "documents_desk"
urlpatterns = [
    path("", desk_documents.index, name="index"),
    path("add/", desk_documents.add, name="add"),
    path("<int:pk>/", desk_documents.item, name="item"),
    path("<int:pk>/delete/", desk_documents.delete, name="delete"),
    path("files/<documentname:address>.pdf", desk_documents.file, name="file"),
]
