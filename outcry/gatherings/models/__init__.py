"""The rows of gatherings: what is announced, and who said that she comes."""

from outcry.gatherings.models.account import Account
from outcry.gatherings.models.coming import BARE, COUNTED, Coming, ComingState, ComingTally
from outcry.gatherings.models.gathering import (
    LASTS,
    LEAST_NUMBER,
    Gathering,
    GatheringQuerySet,
    GatheringState,
    GatheringText,
    GatheringWords,
    Kind,
    MeetingPlace,
    PlaceTold,
)

__all__ = [
    "BARE",
    "COUNTED",
    "LASTS",
    "LEAST_NUMBER",
    "Account",
    "Coming",
    "ComingState",
    "ComingTally",
    "Gathering",
    "GatheringQuerySet",
    "GatheringState",
    "GatheringText",
    "GatheringWords",
    "Kind",
    "MeetingPlace",
    "PlaceTold",
]
