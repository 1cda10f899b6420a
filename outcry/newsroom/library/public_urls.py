"""Addresses of the files that readers get with reports, below /pictures/ and /documents/. Each name is made from the bytes behind it."""

from django.urls import path, register_converter

from outcry.newsroom.library.file_names import Ending, FileName
from outcry.newsroom.library.views import readers

register_converter(FileName, "filename")
register_converter(Ending, "ending")

urlpatterns = [
    path("pictures/<filename:name>.webp", readers.picture, name="newsroom_picture"),
    path("documents/<filename:address>.<ending:kind>", readers.document, name="newsroom_document"),
]
