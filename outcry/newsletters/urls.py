"""Addresses of the desk of the newsletter, below /desk/newsletters/."""

from django.urls import path

from outcry.newsletters.views import digests

app_name = "newsletters_desk"
urlpatterns = [
    path("", digests.index, name="index"),
    path("draft/", digests.draft, name="draft"),
    path("<int:pk>/", digests.show, name="digest"),
    path("<int:pk>/preview/", digests.preview, name="preview"),
    path("<int:pk>/test/", digests.test, name="test"),
    path("<int:pk>/propose/", digests.propose, name="propose"),
    path("<int:pk>/send/", digests.send, name="send"),
    path("<int:pk>/stop/", digests.stop, name="stop"),
    path("<int:pk>/go-on/", digests.go_on, name="go_on"),
    path("<int:pk>/archive/", digests.archive, name="archive"),
    path("<int:pk>/discard/", digests.discard, name="discard"),
]
