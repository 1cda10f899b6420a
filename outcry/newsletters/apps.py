"""Makes Django find our tables and templates."""

from django.apps import AppConfig


class NewslettersConfig(AppConfig):
    """The newsletter."""

    name = "outcry.newsletters"
    label = "newsletters"
