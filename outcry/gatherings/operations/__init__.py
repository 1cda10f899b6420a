"""What staff do with a gathering: announce it, change it, call it off. And what people do who come."""

from outcry.gatherings.operations.announcing import call_off, may_take_back, publish, take_back
from outcry.gatherings.operations.coming import TakesNobody, Word, confirm, left_by, say_so, stay_away, tell_those_who_come
from outcry.gatherings.operations.drafting import change_details, change_place, change_texts, discard, draft_gathering, tie
from outcry.gatherings.operations.handing_in import change_handed_in, change_handed_in_words, hand_in, remove_handed_in
from outcry.gatherings.operations.photographing import add_photo, change_credit, change_photo_words, cover, drop_draft, remove_photo, show_photo
from outcry.gatherings.operations.recording import Seen, acts_to_join, join_act, record_incident
from outcry.gatherings.operations.reminding import leave_untold, remind_to_tell
from outcry.gatherings.operations.telling import tell

__all__ = [
    "Seen",
    "TakesNobody",
    "Word",
    "acts_to_join",
    "add_photo",
    "call_off",
    "change_credit",
    "change_details",
    "change_handed_in",
    "change_handed_in_words",
    "change_photo_words",
    "change_place",
    "change_texts",
    "confirm",
    "cover",
    "discard",
    "draft_gathering",
    "drop_draft",
    "hand_in",
    "join_act",
    "leave_untold",
    "left_by",
    "may_take_back",
    "publish",
    "record_incident",
    "remind_to_tell",
    "remove_handed_in",
    "remove_photo",
    "say_so",
    "show_photo",
    "stay_away",
    "take_back",
    "tell",
    "tell_those_who_come",
    "tie",
]
