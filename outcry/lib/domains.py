"""Names of domains that are written in other letters than those of ASCII."""

import idna


def domain_in_ascii(domain: str) -> str:
    """The name as the DNS, mail servers and browsers know it (IDNA 2008 after UTS 46). UnicodeError for one that can't exist."""
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
