"""Addresses of the gatherings' desk, below /desk/."""

from django.urls import path

from outcry.gatherings.views import announcing, drafting, handed_in, incidents, photos

app_name = "gatherings_desk"
urlpatterns = [
    path("", drafting.index, name="index"),
    path("new/", drafting.draft, name="draft"),
    path("<int:pk>/", drafting.show, name="gathering"),
    path("<int:pk>/details/", drafting.details, name="details"),
    path("<int:pk>/texts/", drafting.texts, name="texts"),
    path("<int:pk>/place/", drafting.place, name="place"),
    path("<int:pk>/ties/", drafting.ties, name="ties"),
    path("<int:pk>/told/", drafting.told, name="told"),
    path("<int:pk>/told/nothing/", announcing.leave_untold, name="leave_untold"),
    path("<int:pk>/incidents/", incidents.incidents, name="incidents"),
    path("<int:pk>/handed-in/", handed_in.handed_in, name="handed_in"),
    path("<int:pk>/handed-in/new/", handed_in.add_handed_in, name="add_handed_in"),
    path("<int:pk>/handed-in/<int:row>/", handed_in.change_handed_in, name="change_handed_in"),
    path("<int:pk>/handed-in/<int:row>/delete/", handed_in.remove_handed_in, name="remove_handed_in"),
    path("<int:pk>/photos/", photos.photos, name="photos"),
    path("<int:pk>/photos/waiting/<int:draft>/", photos.cover, name="cover"),
    path("<int:pk>/photos/waiting/<int:draft>/show/", photos.show_photo, name="show_photo"),
    path("<int:pk>/photos/waiting/<int:draft>/delete/", photos.drop_photo, name="drop_photo"),
    path("<int:pk>/photos/waiting/<int:draft>.webp", photos.draft_file, name="draft_file"),
    path("<int:pk>/photos/<int:photo>/", photos.photo, name="photo"),
    path("<int:pk>/photos/<int:photo>/delete/", photos.remove_photo, name="remove_photo"),
    path("<int:pk>/photos/files/<slug:name>.webp", photos.file, name="photo_file"),
    path("<int:pk>/publish/", announcing.publish, name="publish"),
    path("<int:pk>/call-off/", announcing.call_off, name="call_off"),
    path("<int:pk>/take-back/", announcing.take_back, name="take_back"),
    path("<int:pk>/discard/", announcing.discard, name="discard"),
]
