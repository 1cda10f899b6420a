"""Addresses of the library of pictures, below /desk/newsroom/pictures/."""

from django.urls import path, register_converter

from outcry.newsroom.library.file_names import FileName
from outcry.newsroom.library.views import desk_pictures

register_converter(FileName, "deskfilename")

app_name = "pictures_desk"
urlpatterns = [
    path("", desk_pictures.index, name="index"),
    path("add/", desk_pictures.add, name="add"),
    path("<int:pk>/", desk_pictures.item, name="item"),
    path("<int:pk>/delete/", desk_pictures.delete, name="delete"),
    path("files/<deskfilename:name>.webp", desk_pictures.file, name="file"),
]
