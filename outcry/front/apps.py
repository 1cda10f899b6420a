"""Makes Django find our templates."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """The public pages."""

    name = "outcry.front"
    label = "front"
