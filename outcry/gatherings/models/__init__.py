"""The rows of gatherings: what is announced, who said that she comes, and what is told and shown afterwards."""

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
from outcry.gatherings.models.handed_in import HandedIn, HandedInKind, HandedInText, Reception
from outcry.gatherings.models.incident import Incident
from outcry.gatherings.models.photo import CREDIT_LENGTH, Photo, PhotoDraft, PhotoSize, PhotoText

__all__ = [
    "BARE",
    "COUNTED",
    "CREDIT_LENGTH",
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
    "HandedIn",
    "HandedInKind",
    "HandedInText",
    "Incident",
    "Kind",
    "MeetingPlace",
    "Photo",
    "PhotoDraft",
    "PhotoSize",
    "PhotoText",
    "PlaceTold",
    "Reception",
]
