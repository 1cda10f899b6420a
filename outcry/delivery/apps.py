from django.apps import AppConfig
from django.core.checks import register

from outcry.delivery.checks import check_mailbox, check_mailers


class DeliveryConfig(AppConfig):
    name = "outcry.delivery"

    def ready(self) -> None:
        register(check_mailers)
        register(check_mailbox)
