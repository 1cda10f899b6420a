"""Codes that a person writes down, reads aloud and types in again, in any script: seven groups of four digits.

26 random digits are 86 bits. The last two are a check (ISO 7064, MOD 97-10, as in bank account numbers): one wrong digit,
or two that changed places, is always told. Digits are the same word in every reader's own language, are on every
keyboard, and on a scrap of paper they look like nothing in particular.
"""

import secrets
import unicodedata

DIGITS = 28
GROUP = 4
_RANDOM_DIGITS = DIGITS - 2


class Slip(ValueError):
    """This can't be a code: a digit is wrong, or some are missing or too many. `digits`: how many there were."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


def random_code() -> str:
    """A new code, as digits without spaces."""
    number = secrets.randbelow(10**_RANDOM_DIGITS)
    check = 98 - number * 100 % 97
    return f"{number:0{_RANDOM_DIGITS}}{check:02}"


def read_code(text: str) -> str:
    """The code as typed, with any spaces and marks, in the digits of any script; Slip when it is none."""
    values = (unicodedata.decimal(letter, None) for letter in text)
    digits = "".join(str(value) for value in values if value is not None)
    if len(digits) != DIGITS or int(digits) % 97 != 1:
        raise Slip(len(digits))
    return digits


def in_groups(code: str) -> str:
    """The code as it is shown."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
