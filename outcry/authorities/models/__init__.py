"""Rows of the directory. Start with people.py: who holds which post in which body; offices.py: where mail is taken."""

from outcry.authorities.models.alerts import HolderAlert, HolderChange
from outcry.authorities.models.offices import Office, OfficeApproval, OfficeText
from outcry.authorities.models.people import Area, Body, BodyText, Membership, Period, Person, PersonText, Post, PostText
from outcry.authorities.models.records import Record, SourceSet
from outcry.authorities.models.runs import ImportChange, ImportFile, ImportRun, ImportState, ImportTrouble

__all__ = [
    "Area",
    "Body",
    "BodyText",
    "HolderAlert",
    "HolderChange",
    "ImportChange",
    "ImportFile",
    "ImportRun",
    "ImportState",
    "ImportTrouble",
    "Membership",
    "Office",
    "OfficeApproval",
    "OfficeText",
    "Period",
    "Person",
    "PersonText",
    "Post",
    "PostText",
    "Record",
    "SourceSet",
]
