"""What happens in a conversation: receiving, coming back, what staff do, handing over, erasing."""

from outcry.intake.operations.coming_back import AlreadyTaken, Found, UnknownCode, add_message, change_use, erase_by_sender, find
from outcry.intake.operations.desk import answer, assign, close, keep_note, mark_as_spam, open_conversation, read_file, reopen
from outcry.intake.operations.erasing import erase_closed, erase_quiet, erase_unopened, erased_on, sweep
from outcry.intake.operations.granting import let_read, no_longer_let_read
from outcry.intake.operations.handing_over import Handover, for_casework
from outcry.intake.operations.locking import lock_desk
from outcry.intake.operations.receiving import Writing, receive

__all__ = [
    "AlreadyTaken",
    "Found",
    "Handover",
    "UnknownCode",
    "Writing",
    "add_message",
    "answer",
    "assign",
    "change_use",
    "close",
    "erase_by_sender",
    "erase_closed",
    "erase_quiet",
    "erase_unopened",
    "erased_on",
    "find",
    "for_casework",
    "keep_note",
    "let_read",
    "lock_desk",
    "mark_as_spam",
    "no_longer_let_read",
    "open_conversation",
    "read_file",
    "receive",
    "reopen",
    "sweep",
]
