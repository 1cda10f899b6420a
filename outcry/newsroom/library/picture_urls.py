"""Addresses of the library of pictures, below /desk/newsroom/pictures/."""

from django.urls import path, register_converter

from outcry.newsroom.library.file_names import FileName
from outcry.newsroom.library.views import desk
from outcry.newsroom.library.views.desk import PICTURES

register_converter(FileName, "deskfilename")

app_name = "pictures_desk"
urlpatterns = [
    path("", desk.pictures, name="index"),
    path("add/", desk.add, {"shelf": PICTURES}, name="add"),
    path("<int:pk>/", desk.item, {"shelf": PICTURES}, name="item"),
    path("<int:pk>/delete/", desk.remove, {"shelf": PICTURES}, name="delete"),
    path("<int:pk>/small/", desk.small_picture, name="small"),
    path("files/<deskfilename:name>.webp", desk.picture_file, name="file"),
]
