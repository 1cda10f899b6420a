from django.apps import AppConfig
from django.core.checks import register

from outcry.giving.checks import check_services


class GivingConfig(AppConfig):
    name = "outcry.giving"

    def ready(self) -> None:
        register(check_services)
