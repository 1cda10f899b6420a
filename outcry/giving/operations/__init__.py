"""What is done in this room; staff do nearly all of it."""

from outcry.giving.operations.amounts import Entry, assign_amounts, convert_amounts, enter_amount, take_back_amount
from outcry.giving.operations.appeals import (
    DonationDetails,
    DonationWords,
    add_donation_appeal,
    add_expense,
    change_donation_appeal,
    change_donation_words,
    change_expense,
    change_expense_words,
    move_donation_appeal,
    next_states,
    remove_expense,
)
from outcry.giving.operations.imports import Brought, import_amounts
from outcry.giving.operations.ways import WayDetails, add_way, approve_way, change_way, change_way_note, retire_way

__all__ = [
    "Brought",
    "DonationDetails",
    "DonationWords",
    "Entry",
    "WayDetails",
    "add_donation_appeal",
    "add_expense",
    "add_way",
    "approve_way",
    "assign_amounts",
    "change_donation_appeal",
    "change_donation_words",
    "change_expense",
    "change_expense_words",
    "change_way",
    "change_way_note",
    "convert_amounts",
    "enter_amount",
    "import_amounts",
    "move_donation_appeal",
    "next_states",
    "remove_expense",
    "retire_way",
    "take_back_amount",
]
