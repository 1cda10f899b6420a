"""Addresses of the files that readers get with reports, below /pictures/ and /documents/. Each name is made from the bytes behind it."""

from django.urls import path, register_converter

from outcry.newsroom.library.file_names import FileName
from outcry.newsroom.library.views import readers

register_converter(FileName, "filename")

urlpatterns = [
    path("pictures/<filename:name>.webp", readers.picture, name="newsroom_picture"),
    path("documents/<filename:address>.pdf", readers.document, name="newsroom_document"),
]
