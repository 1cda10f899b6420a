"""What staff do with an appeal: write it, address it, launch it. It ends in protests.operations, which can tell everyone."""

from outcry.appeals.operations.addressing import add_addressee, add_embassy, remove_addressee, stop_copies
from outcry.appeals.operations.case_updates import accept_update, dismiss_update, mark_of_update, may_publish, publish_update
from outcry.appeals.operations.drafting import (
    add_demand,
    add_moment,
    change_demand,
    change_details,
    change_moment,
    change_moment_words,
    change_texts,
    correct_text,
    draft_appeal,
    order_demands,
    order_timeline,
    remove_demand,
    remove_moment,
)
from outcry.appeals.operations.launching import launch, may_launch, move_deadline, propose_launch
from outcry.appeals.operations.letters import approve_letter_version, change_letter_text, may_approve, write_letter_version

__all__ = [
    "accept_update",
    "add_addressee",
    "add_demand",
    "add_embassy",
    "add_moment",
    "approve_letter_version",
    "change_demand",
    "change_details",
    "change_letter_text",
    "change_moment",
    "change_moment_words",
    "change_texts",
    "correct_text",
    "dismiss_update",
    "draft_appeal",
    "launch",
    "mark_of_update",
    "may_approve",
    "may_launch",
    "may_publish",
    "move_deadline",
    "order_demands",
    "order_timeline",
    "propose_launch",
    "publish_update",
    "remove_addressee",
    "remove_demand",
    "remove_moment",
    "stop_copies",
    "write_letter_version",
]
