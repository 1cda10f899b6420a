"""Makes Django find our pages, templates and checks."""

from importlib import import_module

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The newsroom."""

    name = "outcry.newsroom"
    label = "newsroom"

    def ready(self) -> None:
        # Checks register themselves when their module is read.
        import_module("outcry.newsroom.checks")
