"""What staff do in the directory of authorities, a file for each kind of thing. Start with offices.py."""

from outcry.authorities.operations.offices import (
    AlreadyListed,
    EntryRefused,
    OfficeDetails,
    OfficeWords,
    add_office,
    approve_office,
    change_office,
    change_office_words,
    link_office,
    retire_office,
)

__all__ = [
    "AlreadyListed",
    "EntryRefused",
    "OfficeDetails",
    "OfficeWords",
    "add_office",
    "approve_office",
    "change_office",
    "change_office_words",
    "link_office",
    "retire_office",
]
