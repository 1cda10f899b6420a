"""What staff do with a gathering: announce it, change it, call it off. And what people do who come."""

from outcry.gatherings.operations.announcing import call_off, may_take_back, publish, take_back
from outcry.gatherings.operations.coming import TakesNobody, Word, confirm, say_so, stay_away, tell_those_who_come
from outcry.gatherings.operations.drafting import change_details, change_place, change_texts, discard, draft_gathering, tie
from outcry.gatherings.operations.telling import tell

__all__ = [
    "TakesNobody",
    "Word",
    "call_off",
    "change_details",
    "change_place",
    "change_texts",
    "confirm",
    "discard",
    "draft_gathering",
    "may_take_back",
    "publish",
    "say_so",
    "stay_away",
    "take_back",
    "tell",
    "tell_those_who_come",
    "tie",
]
