"""Which mail addresses can't be an office's: those that anyone may open for herself."""

from outcry.lib.free_mail import FREE_MAIL


def is_anyones(address: str) -> bool:
    """Whether the address lies with a provider where a private person gets a mailbox."""
    return address.rpartition("@")[2].lower() in FREE_MAIL
