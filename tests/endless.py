"""Addresses that a walk along every link leaves out: filters of the public database combine, so there is no end to them."""

import re

_DATABASE = re.compile(r"/\w\w/database/[^?]*\?(?!page=\d+$)")


def is_one_of_endless(address: str) -> bool:
    """Whether it is a page or a file of the database narrowed by a filter. A walk looks at a few of them by name."""
    return _DATABASE.search(address) is not None


def without_filter(address: str) -> str:
    """The same page or file of the whole database."""
    return address.partition("?")[0]
