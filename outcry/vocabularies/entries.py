"""What a file says of terms, before anything is compared with what is here; and the count of what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outcry.lib.text import has_control, has_line_break

LABEL_LENGTH = 400
CODE_LENGTH = 240
HURIDOCS_LENGTH = 12


@dataclass(frozen=True, kw_only=True)
class TermWords:
    """A label and, where somebody wrote it, a sentence that says what the term covers."""

    label: str
    definition: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One term of a file. `row` is its line in it; `parent` the code of the term above, blank at the top."""

    code: str
    words: Mapping[str, TermWords]
    parent: str = ""
    huridocs_code: str = ""
    is_retired: bool = False
    replaced_by: str = ""
    row: int = 0


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """What was not taken, and why, in a sentence for whoever brought the file."""

    kind: str
    row: int
    code: str
    reason: str
    language: str = ""


@dataclass(kw_only=True)
class Count:
    """Everything that was read is in exactly one of the others."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether nothing was lost on the way."""
        return self.read == self.created + self.changed + self.unchanged + self.refused


@dataclass(kw_only=True)
class Tally:
    """What became of a file: its lists, terms and labels, and each refusal with its row.

    `joined` counts terms that met one of ours by its HURIDOCS code; `kept` names wordings that differ from the file's and were
    left, because somebody here chose them. `copies` are labels that repeat the English one: they translate nothing and count as not there.
    """

    lists: Count = field(default_factory=Count)
    terms: Count = field(default_factory=Count)
    labels: Count = field(default_factory=Count)
    joined: int = 0
    copies: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def refuse_term(self, *, row: int, code: str, reason: str) -> None:
        """A term that is not taken."""
        self.terms.refused += 1
        self.refusals.append(Refusal(kind="term", row=row, code=code, reason=reason))

    def refuse_label(self, *, row: int, code: str, language: str, reason: str) -> None:
        """A label that is not taken, while its term may be."""
        self.labels.refused += 1
        self.refusals.append(Refusal(kind="label", row=row, code=code, language=language, reason=reason))

    def as_json(self) -> dict[str, dict[str, int]]:
        """The figures alone, for the one line that a command ends with."""
        counted = {name: vars(count).copy() for name, count in (("lists", self.lists), ("terms", self.terms), ("labels", self.labels))}
        counted["terms"]["joined"] = self.joined
        counted["labels"] |= {"kept": len(self.kept), "copies": self.copies}
        return counted


def tidy(text: str) -> str:
    """One line, single blanks."""
    return " ".join(text.split())


def fault_of_label(label: str) -> str:
    """What is wrong with a label: "blank", "long", "lines"; blank when nothing is."""
    if not label:
        return "blank"
    if len(label) > LABEL_LENGTH:
        return "long"
    return "lines" if has_line_break(label) or has_control(label) else ""
