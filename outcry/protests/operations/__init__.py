"""The stories of a protest, one file each: sign, confirm, withdraw, end the appeal, thank, erase."""

from outcry.protests.operations.books import ask_for_book, discard_book, mark_book, print_books, unmark_book
from outcry.protests.operations.chores import expire_protests, send_reminders, withdraw_letters_of_ended_appeals
from outcry.protests.operations.compose_daily import compose_daily_letters
from outcry.protests.operations.confirm_protest import Confirmation, ConfirmationKind, confirm_protest
from outcry.protests.operations.end_appeal import OutcomeRecord, OutcomeWording, end_appeal
from outcry.protests.operations.erase import erase_names_and_addresses
from outcry.protests.operations.hide_voice import hide_voice
from outcry.protests.operations.move_letters import RungRefused, move_stragglers, move_to_rung, write_single_letters
from outcry.protests.operations.own_mailbox import note_seen_copies, open_copy_addresses
from outcry.protests.operations.post import NotOurs, answer_post, done_with, not_done_with
from outcry.protests.operations.queue_asks import queue_asks
from outcry.protests.operations.queue_thanks import queue_thanks
from outcry.protests.operations.replies import Threat, collect_replies, decide_reply, record_act, save_words
from outcry.protests.operations.run_dry import NothingToRun, run_dry, send_dry_run
from outcry.protests.operations.send_test_letter import send_test_letter
from outcry.protests.operations.sign_appeal import AppealClosed, SignedForm, sign_appeal
from outcry.protests.operations.withdraw_letters import count_withdrawable, withdraw_letters
from outcry.protests.operations.withdraw_protest import withdraw_protest
from outcry.protests.operations.write_outcome import write_outcome

__all__ = [
    "AppealClosed",
    "Confirmation",
    "ConfirmationKind",
    "NotOurs",
    "NothingToRun",
    "OutcomeRecord",
    "OutcomeWording",
    "RungRefused",
    "SignedForm",
    "Threat",
    "answer_post",
    "ask_for_book",
    "collect_replies",
    "compose_daily_letters",
    "confirm_protest",
    "count_withdrawable",
    "decide_reply",
    "discard_book",
    "done_with",
    "end_appeal",
    "erase_names_and_addresses",
    "expire_protests",
    "hide_voice",
    "mark_book",
    "move_stragglers",
    "move_to_rung",
    "not_done_with",
    "note_seen_copies",
    "open_copy_addresses",
    "print_books",
    "queue_asks",
    "queue_thanks",
    "record_act",
    "run_dry",
    "save_words",
    "send_dry_run",
    "send_reminders",
    "send_test_letter",
    "sign_appeal",
    "unmark_book",
    "withdraw_letters",
    "withdraw_letters_of_ended_appeals",
    "withdraw_protest",
    "write_outcome",
    "write_single_letters",
]
