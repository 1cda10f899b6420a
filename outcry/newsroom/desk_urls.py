"""Addresses of the library of pictures, below /desk/newsroom/pictures/."""

from django.urls import path, register_converter

from outcry.newsroom.file_names import FileName
from outcry.newsroom.views import library

register_converter(FileName, "deskfilename")

app_name = "pictures_desk"
urlpatterns = [
    path("", library.index, name="index"),
    path("add/", library.add, name="add"),
    path("<int:pk>/", library.item, name="item"),
    path("<int:pk>/delete/", library.delete, name="delete"),
    path("files/<deskfilename:name>.webp", library.file, name="file"),
]
