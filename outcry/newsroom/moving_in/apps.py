"""Makes Django find the rows, templates and commands of what moves in."""

from django.apps import AppConfig


class MovingInConfig(AppConfig):
    """Old sites move in. An app of its own: readers' role in the database sees of its tables the old addresses alone."""

    name = "outcry.newsroom.moving_in"
    label = "moving_in"
