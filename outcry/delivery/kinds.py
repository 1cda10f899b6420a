"""What came back, in the words of the row. Apart from the models, so that whoever takes strangers' mail apart needs neither Django nor a database."""

from enum import StrEnum


class Kind(StrEnum):
    """Who wrote a mail, as far as it tells."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
