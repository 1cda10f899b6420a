"""Random public identifiers and the alphabet they are written in."""

import secrets

# Crockford's base32 without i, l, o, u: no two letters look alike, and no word is spelt by accident.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 16

_DECODE = {letter: index for index, letter in enumerate(ALPHABET)} | {"i": 1, "l": 1, "o": 0}


def random_public_id() -> str:
    """Sixteen random characters, 80 bits."""
    return encode(secrets.token_bytes(10))


def encode(data: bytes) -> str:
    """Lower-case base32 without padding; 5 bytes become 8 characters."""
    number = int.from_bytes(data, "big")
    length = -(-len(data) * 8 // 5)
    number <<= length * 5 - len(data) * 8
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(length - 1, -1, -1))


def decode(text: str) -> bytes:
    """The bytes behind `encode`, upper or lower case; ValueError for anything else."""
    number = 0
    for letter in text.lower():
        if letter not in _DECODE:
            raise ValueError(f"not a letter of the alphabet: {letter!r}")
        number = (number << 5) | _DECODE[letter]
    size = len(text) * 5 // 8
    return (number >> (len(text) * 5 - size * 8)).to_bytes(size, "big")
