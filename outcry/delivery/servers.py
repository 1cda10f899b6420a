"""Which server a message goes to, and the lane it waits in: opened when it is new.

A server is known by the domain of the recipient. Of a person that domain can tell who she is (a firm of three, her own name), and rows
outlive the 28 days of addresses. So it stands in clear only where it tells nothing: of offices, and of providers that give a mailbox to
anyone. Everything else is a keyed hash, by which the same domain is found again and none is read off.
"""

import base64

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from outcry.delivery.compose import FinishedMail
from outcry.delivery.models import Lane, ReceivingServer, SendingDomain
from outcry.lib.free_mail import FREE_MAIL
from outcry.lib.keys import keyring, mac
from outcry.lib.statements import first_value

# Destinations that are people. Mail that people asked for waits for no pace of an office.
PEOPLE = frozenset({"supporters", "staff"})
HASHED = "~"
_HASH_BYTES = 15
_SAME_SERVER = {"googlemail.com": "gmail.com"}


def server_key(*, recipient: str, destination: str) -> str:
    """The name by which the server of this recipient is known."""
    domain = recipient.rpartition("@")[2].lower()
    domain = _SAME_SERVER.get(domain, domain)
    if domain in FREE_MAIL or destination not in PEOPLE:
        return domain
    hashed = mac(keyring(settings.KEYS_FOLDER).current("lookup"), "mail-server", domain)
    return HASHED + base64.b32encode(hashed[:_HASH_BYTES]).decode().lower()


def is_hashed(key: str) -> bool:
    """Whether the domain is kept as a hash: nobody can say whose server it is."""
    return key.startswith(HASHED)


def shown_name(server: ReceivingServer) -> str:
    """A server as the desk names it: of a person's only a number is known, unless it is a provider's."""
    return _("a smaller server, no. %(number)s") % {"number": server.pk} if is_hashed(server.key) else server.key


def lane_id(*, mail: FinishedMail, destination_id: int, known: dict[str, int] | None = None) -> int:
    """The lane of one mail; one look when it is there already, and none for lanes that the caller keeps in `known` while it writes many."""
    server, sending = server_key(recipient=mail.recipient, destination=mail.destination), sending_key(mail)
    key = f"{destination_id}|{server}|{sending}"
    kept = {} if known is None else known
    if key not in kept:
        found = first_value("SELECT id FROM delivery_lane WHERE key = %s", key)
        kept[key] = found or _open(key, destination_id=destination_id, server=server, sending=sending)
    return kept[key]


def sending_key(mail: FinishedMail) -> str:
    """Who sends, as far as its good name is concerned."""
    return f"{mail.mailer}@{mail.sender.rpartition('@')[2]}"


def _open(key: str, *, destination_id: int, server: str, sending: str) -> int:
    """Written so that two may do it at the same moment, and within a transaction of somebody's: in one order, so that none waits in a circle."""
    began = timezone.now().date() if settings.WARM_UP else None
    SendingDomain.objects.bulk_create([SendingDomain(key=sending, warms_up_from=began)], ignore_conflicts=True)
    ReceivingServer.objects.bulk_create([ReceivingServer(key=server)], ignore_conflicts=True)
    ids = ReceivingServer.objects.get(key=server).pk, SendingDomain.objects.get(key=sending).pk
    Lane.objects.bulk_create([Lane(key=key, destination_id=destination_id, server_id=ids[0], sending_id=ids[1])], ignore_conflicts=True)
    return Lane.objects.get(key=key).pk
