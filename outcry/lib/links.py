"""Links in mails: the row's random id and a MAC bound to one purpose. Nothing of it is stored.

A link is `<public id><26 characters of MAC>`: 80 random bits name the row, 128 bits prove that we made the link.
"""

import hmac

from django.conf import settings

from outcry.lib.identifiers import PUBLIC_ID_LENGTH, encode
from outcry.lib.keys import Key, keyring, mac

_PURPOSE = "links"
_MAC_BYTES = 16


class UnknownLink(ValueError):
    """The link was not made by us, or lost a letter on the way."""


def make_link(public_id: str, *, purpose: str) -> str:
    """The part of an address that opens `purpose` for the row `public_id`."""
    return public_id + _proof(keyring(settings.KEYS_FOLDER).current(_PURPOSE), public_id, purpose)


def read_link(link: str, *, purpose: str) -> str:
    """The public id behind a link; UnknownLink when it was not made for this purpose."""
    link = link.strip().lower()
    public_id, proof = link[:PUBLIC_ID_LENGTH], link[PUBLIC_ID_LENGTH:]
    for key in keyring(settings.KEYS_FOLDER).all(_PURPOSE):
        if hmac.compare_digest(proof.encode(), _proof(key, public_id, purpose).encode()):
            return public_id
    raise UnknownLink(purpose)


def _proof(key: Key, public_id: str, purpose: str) -> str:
    return encode(mac(key, "link", purpose, public_id)[:_MAC_BYTES])
