"""E-mail addresses: one canonical form per mailbox, and keyed hashes to look it up without storing it.

The canonical form is for telling mailboxes apart, never for writing to them.
"""

from email_validator import EmailNotValidError, validate_email

from outcry.lib.keys import Key, mac

# Raise by one whenever `canonical_address` changes; rows keep the number their hash was made with.
CANONICAL_RULE = 1

_DOTS_DO_NOT_COUNT = {"gmail.com", "googlemail.com"}
_SAME_DOMAIN = {"googlemail.com": "gmail.com"}


class InvalidAddress(ValueError):
    """Not an address that mail can be sent to."""


class BeyondAscii(InvalidAddress):
    """Before its @ stand letters that not every mail server takes (RFC 6531)."""


def deliverable_address(text: str) -> str:
    """The address as mail servers take it: trimmed, domain in ASCII; InvalidAddress otherwise, BeyondAscii for letters before its @.

    No DNS is asked.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise (InvalidAddress if text.rpartition("@")[0].isascii() else BeyondAscii)(str(error)) from error
    return found.ascii_email or found.normalized


def canonical_address(address: str) -> str:
    """One form for the spellings that reach one mailbox: case, plus-tags, and dots where they do not count."""
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    domain = _SAME_DOMAIN.get(domain, domain)
    local = local.lower().partition("+")[0] or local.lower()
    if domain in _DOTS_DO_NOT_COUNT:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def address_hash(address: str, *, key: Key, subject: str = "") -> bytes:
    """32 bytes by which a mailbox is found again; another `subject` gives another hash."""
    return mac(key, "address", str(CANONICAL_RULE), subject, canonical_address(address))
