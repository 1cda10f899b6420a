"""Makes Django find our command and templates."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration."""

    name = "outcry.demo"
    label = "demo"
