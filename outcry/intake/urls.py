"""Addresses of the intake desk, below /desk/."""

from django.urls import path

from outcry.intake.views import conversation, inbox

app_name = "intake_desk"
urlpatterns = [
    path("", inbox.index, name="index"),
    path("unlock/", inbox.unlock, name="unlock"),
    path("lock/", inbox.lock, name="lock"),
    path("<int:pk>/", conversation.show, name="conversation"),
    path("<int:pk>/move/", conversation.move, name="move"),
    path("<int:pk>/assign/", conversation.assign, name="assign"),
    path("<int:pk>/files/<int:file_pk>/", conversation.file, name="file"),
]
