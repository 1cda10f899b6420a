"""Every column of words in the rooms that keep confidences, and what is decided about it: public with a reason, kept whole, or filled.

Nobody lists what is confidential: whatever is not declared here is filled with a marker of its own and must be found nowhere
outside. So a new column is confidential until somebody writes its reason down. Names are `room.Model.column`; `*` stands for any.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.apps import apps
from django.db import models
from django.db.models import Q

ROOMS = ("accounts", "authorities", "cases", "evidence", "gatherings", "groups", "intake")
# Letters that stand nowhere by chance, and the number of the column behind them.
HEAD = "zhasyryn"
LENGTH = len(HEAD) + 4
_WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)


@dataclass(frozen=True, kw_only=True)
class Public:
    """May be read by everybody: `why`. Where `hidden` names rows, those are not, and are filled."""

    why: str
    hidden: Q | None = None


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Can't be filled without breaking what the search needs: `why`, and what looks after it instead."""

    why: str


@dataclass(frozen=True)
class Column:
    """One column and its marker."""

    model: type[models.Model]
    field: "models.Field[object, object]"
    number: int

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def marker(self) -> str:
        return f"{HEAD}{self.number:04}"


_READERS = "words written for readers"
_OF_HIDDEN_EVENT = Q(event__is_public=False)
_OF_HIDDEN_ACT = Q(act__is_public=False)
_DIRECTORY = "the directory of those in office is made of public records; pages and letters name the office"

# The first that fits holds.
DECIDED: dict[str, Public | Whole] = {
    "*.language": Whole(why="a code of a language, by which texts are found"),
    # Said by the page about the organisation itself.
    "accounts.OrganisationText.*": Public(why="who we are, on every page"),
    "accounts.Organisation.contact_address": Public(why="in the imprint and in every letter"),
    "accounts.Organisation.mail_domain": Public(why="letters leave from addresses on it"),
    "accounts.Organisation.slug": Public(why="the organisation's own short name"),
    # What everybody is told of a gathering. Where exactly it is, and who comes, is filled.
    "gatherings.Gathering.*": Public(why="the announcement itself"),
    "gatherings.GatheringText.*": Public(why=_READERS),
    "gatherings.Account.*": Public(why=_READERS),
    "gatherings.GatheringWords.*": Public(why="made from the announcement"),
    "gatherings.Photo.*": Public(why=_READERS),
    "gatherings.PhotoText.*": Public(why=_READERS),
    "gatherings.PhotoSize.*": Public(why="what readers see, with its faces covered"),
    "gatherings.PhotoDraft.proposed": Whole(why="numbers: where faces may be"),
    "gatherings.HandedInText.*": Public(why=_READERS),
    "gatherings.Coming.address_hash": Whole(why="a keyed hash"),
    "gatherings.Coming.form_digest": Whole(why="a hash"),
    "gatherings.ComingTally.network": Whole(why="a keyed hash"),
    # What was decided to be public of an organisation. What the desk keeps of it is filled, and of one that is kept inside stands nowhere else.
    "groups.PublicGroup.*": Public(why="copied out when somebody decided that it may be named"),
    "groups.PublicGroupText.*": Public(why="copied out when somebody decided that it may be named"),
    # What an approval copies out.
    "cases.Case.number": Public(why="readers cite the case by it"),
    "cases.Case.slug": Public(why="in the address of the public page"),
    "cases.CaseText.*": Public(why=_READERS),
    "cases.EventText.*": Public(why=_READERS, hidden=_OF_HIDDEN_EVENT),
    "cases.ActText.*": Public(why=_READERS, hidden=_OF_HIDDEN_ACT),
    "cases.InterventionText.*": Public(why=_READERS),
    "cases.CaseOutcomeText.*": Public(why=_READERS),
    "cases.ParticipantText.name": Public(why="of whoever may be named", hidden=Q(participant__is_named_publicly=False)),
    "cases.ParticipantText.role": Public(why=_READERS),
    "cases.Person.pseudonym": Public(why="stands where the name may not"),
    "cases.Source.publisher": Public(why="public sources are cited", hidden=Q(is_confidential=True) | Q(acts__is_public=False)),
    "cases.Source.title": Public(why="public sources are cited", hidden=Q(is_confidential=True) | Q(acts__is_public=False)),
    "cases.Source.url": Public(why="public sources are cited", hidden=Q(is_confidential=True) | Q(acts__is_public=False)),
    "cases.Penalty.converted_by": Public(why="a converted sum names who converted it"),
    "cases.PublicCase.*": Public(why="the approved projection itself"),
    "cases.FindableAct.when": Public(why="made from the approved projection, gone with it"),
    "cases.FindableAct.gender": Public(why="made from the approved projection, gone with it"),
    "cases.FindableAct.precision": Public(why="made from the approved projection, gone with it"),
    "cases.FindableWords.*": Public(why="made from the approved projection, gone with it"),
    "cases.Edition.mark": Whole(why="made at random, says nothing"),
    # Letters and appeal pages name offices.
    "authorities.OfficeText.name": Public(why=_DIRECTORY),
    "authorities.OfficeText.salutation": Public(why=_DIRECTORY),
    "authorities.Office.address": Public(why="letters are addressed to it, and it comes from a public page"),
    # Random, in addresses of the desk.
    "*.public_id": Whole(why="made at random, says nothing"),
    "accounts.Organisation.source_language": Whole(why="a code of a language, by which texts are found"),
    "authorities.OfficeApproval.fingerprint": Whole(why="a hash: filled, the office could not be written to"),
    # Keys and hashes, checked by their own rooms.
    "intake.Conversation.code_hash": Whole(why="a hash"),
    "intake.Conversation.key_for_sender": Whole(why="a sealed key"),
    "intake.Conversation.key_for_desk": Whole(why="a sealed key"),
    "intake.Conversation.details": Whole(why="sealed with the conversation's key: what she writes holds the marker"),
    "intake.Message.content": Whole(why="sealed with the conversation's key: what she writes holds the marker"),
    "intake.Message.form_digest": Whole(why="a hash"),
    "intake.File.sealed": Whole(why="sealed with the conversation's key: the name of the file holds the marker"),
    "intake.File.stored_name": Whole(why="made at random, says nothing"),
    "intake.Tally.kind": Whole(why="one of the names in quotas.py; limits are reckoned by it"),
    "cases.NameKey.key": Whole(why="a keyed hash, by which a withheld name is recognised"),
    "evidence.*.address": Whole(why="a keyed hash, by which the sealed file is found"),
    "cases.Coding.answers": Whole(why="codes of terms; the desk puts them in words"),
    "cases.CodingConclusion.answers": Whole(why="codes of terms; the desk puts them in words"),
    "cases.DoubleCoding.columns": Whole(why="names of lists, by which forms are drawn"),
    "cases.LikelyPair.reasons": Whole(why="codes of reasons with numbers; the desk puts them in words"),
    "cases.CalendarAddress.key_hash": Whole(why="a keyed hash"),
}


def columns() -> list[Column]:
    """Every column of words of the rooms, in one order. Codes from a list, dates, and what is too short for a word are none."""
    found = sorted(_fields(), key=lambda pair: (pair[0]._meta.label, pair[1].name))
    return [Column(model, field, number) for number, (model, field) in enumerate(found, start=1)]


def decided(column: Column) -> Public | Whole | None:
    """What is declared about a column; None: it is confidential, and filled."""
    return next((decision for pattern, decision in DECIDED.items() if fnmatchcase(column.name, pattern)), None)


def unused() -> list[str]:
    """Declarations about columns that are not there."""
    names = [column.name for column in columns()]
    return [pattern for pattern in DECIDED if not any(fnmatchcase(name, pattern) for name in names)]


def _fields() -> Iterator[tuple[type[models.Model], "models.Field[object, object]"]]:
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, _WORDS) and not field.choices and not _is_a_date(field) and (field.max_length or LENGTH) >= LENGTH:
                    yield model, field


def _is_a_date(field: object) -> bool:
    return type(field).__name__ == "EdtfField"
