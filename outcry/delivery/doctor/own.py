"""Which domains mail leaves from here."""

from django.conf import settings

from outcry.accounts.models import Organisation


def own_domains() -> list[str]:
    """Those of the organisations, and that of what the site writes to staff; none that no other machine knows."""
    domains = [*Organisation.objects.order_by("pk").values_list("mail_domain", flat=True), settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]]
    return list(dict.fromkeys(domain for domain in domains if "." in domain))
