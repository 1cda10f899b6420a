"""Makes Django find our templates, static files and template filters."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """The look."""

    name = "outcry.design"
    label = "design"
