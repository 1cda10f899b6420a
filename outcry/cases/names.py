"""How people are found by name although names are sealed: keyed hashes of the sounds of each word."""

from django.conf import settings

from outcry.lib.keys import Key, keyring, mac
from outcry.lib.names import keys_to_look_for, name_keys

NAME_KEY_BYTES = 16
_PURPOSE = "lookup"


def keys_to_keep(text: str) -> set[bytes]:
    """The keys under which a name is found, in whatever way it is written."""
    key = keyring(settings.KEYS_FOLDER).current(_PURPOSE)
    return {_hashed(key, one) for one in name_keys(text)}


def keys_to_ask(text: str) -> list[set[bytes]]:
    """For each word of what is looked for, the keys under which it may stand, made with every look-up key there is."""
    keys = keyring(settings.KEYS_FOLDER).all(_PURPOSE)
    words = [found for word in text.split() if (found := keys_to_look_for(word))]
    return [{_hashed(key, one) for key in keys for one in found} for found in words]


def _hashed(key: Key, word: str) -> bytes:
    return mac(key, "name", word)[:NAME_KEY_BYTES]
