"""Addresses of the directory's desk, below /desk/."""

from django.urls import path

from outcry.authorities.views import offices, records, runs

app_name = "authorities_desk"
urlpatterns = [
    path("", offices.index, name="index"),
    path("file/", offices.index_file, name="index_file"),
    path("add/", offices.add, name="add"),
    path("<int:pk>/", offices.show, name="office"),
    path("<int:pk>/edit/", offices.edit, name="edit"),
    path("<int:pk>/approve/", offices.approve, name="approve"),
    path("<int:pk>/retire/", offices.retire, name="retire"),
    path("<int:pk>/unlink/", records.unlink_office, name="unlink_office"),
    path("bodies/", records.bodies_index, name="bodies"),
    path("bodies/file/", records.list_file, {"which": "bodies"}, name="bodies_file"),
    path("bodies/add/", records.add, {"kind": "organizations"}, name="add_body"),
    path("bodies/<int:pk>/", records.body, name="body"),
    path("bodies/<int:pk>/edit/", records.edit, {"kind": "organizations"}, name="edit_body"),
    path("bodies/<int:pk>/export/", runs.export_body, name="export_body"),
    path("posts/", records.posts_index, name="posts"),
    path("posts/file/", records.list_file, {"which": "posts"}, name="posts_file"),
    path("posts/add/", records.add, {"kind": "posts"}, name="add_post"),
    path("posts/<int:pk>/", records.post, name="post"),
    path("posts/<int:pk>/edit/", records.edit, {"kind": "posts"}, name="edit_post"),
    path("posts/<int:pk>/holders/add/", records.add_holding, name="add_holding"),
    path("posts/<int:pk>/office/", records.link_office, name="link_office"),
    path("people/", records.people_index, name="people"),
    path("people/file/", records.list_file, {"which": "people"}, name="people_file"),
    path("people/add/", records.add, {"kind": "persons"}, name="add_person"),
    path("people/<int:pk>/", records.person, name="person"),
    path("people/<int:pk>/edit/", records.edit, {"kind": "persons"}, name="edit_person"),
    path("holdings/<int:pk>/edit/", records.edit_holding, name="edit_holding"),
    path("holdings/<int:pk>/remove/", records.remove, name="remove_holding"),
    path("changes/", runs.alerts, name="alerts"),
    path("changes/<int:pk>/settle/", runs.settle, name="settle_alert"),
    path("imports/", runs.index, name="imports"),
    path("imports/file/", runs.index_file, name="imports_file"),
    path("imports/new/", runs.upload, name="upload"),
    path("imports/<int:pk>/", runs.show, name="import"),
    path("imports/<int:pk>/begin/", runs.begin, name="begin_import"),
    path("imports/<int:pk>/give-up/", runs.give_up, name="give_up_import"),
    path("imports/<int:pk>/undo/", runs.undo, name="undo_import"),
    path("export/", runs.export_all, name="export"),
    path("sets/<int:pk>/export/", runs.export_set, name="export_set"),
]
