"""Which transport a mailer uses: read from settings.MAILERS, which Django's own mail reads too."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from outcry.delivery.outgoing.transports.base import Transport
from outcry.delivery.outgoing.transports.direct import DirectTransport
from outcry.delivery.outgoing.transports.folder import FolderTransport
from outcry.delivery.outgoing.transports.mail_exchangers import MailExchangers, a_resolver
from outcry.delivery.outgoing.transports.memory import MemoryTransport
from outcry.delivery.outgoing.transports.smtp import SmtpTransport


def transport_for(*, mailer: str) -> Transport:
    """A new transport for the mailer of this name; ImproperlyConfigured when there is no such mailer or no such way."""
    facts = settings.MAILERS.get(mailer)
    if facts is None:
        raise ImproperlyConfigured(f"MAILERS has no {mailer!r}")
    options = facts.get("OPTIONS", {})
    match facts["BACKEND"].split(".")[-2]:
        case "smtp":
            return SmtpTransport(**options)
        case "direct":
            exchangers = MailExchangers(resolver=a_resolver(servers=options["dns_servers"]))
            return DirectTransport(exchangers=exchangers, timeout=options["timeout"], letter_seconds=options["letter_seconds"])
        case "filebased":
            return FolderTransport(folder=Path(options["file_path"]))
        case "locmem":
            return MemoryTransport()
    raise ImproperlyConfigured(f"MAILERS[{mailer!r}] names a way that the mail worker does not know: smtp, direct, filebased or locmem")
