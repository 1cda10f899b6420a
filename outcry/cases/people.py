"""Questions to the persons of all cases: who is called so, in which cases somebody takes part."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from outcry.accounts.models import Organisation
from outcry.cases.levels import readable
from outcry.cases.models import NameKey, Participant, Person, PersonName
from outcry.cases.names import keys_to_ask
from outcry.lib.names import likeness, script_of
from outcry.lib.text import fold

# Of so many candidates the names are opened and compared; more share a word only by chance.
_MOST_CANDIDATES = 300
# Names in Arabic letters are compared by consonants alone, and so fit a little better than the same name in the letters that were typed.
_NEAR = 0.2


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person who may be meant: the name that fits best, and how well, from 0 to 1."""

    person: Person
    name: str
    likeness: float


def on_the_desk(*, organisation: Organisation) -> QuerySet[Person]:
    """Everybody in the files of an organisation, the one written last first, with names."""
    parts = Prefetch("parts", queryset=readable(Participant.objects.select_related("case")))
    return readable(Person.objects.filter(organisation=organisation)).prefetch_related("names", parts).order_by("-pk")


def named(*, organisation: Organisation, text: str) -> list[Candidate]:
    """Who may be called so, in any script and spelling, the likeliest first.

    Every word that was typed has to be found in one of the names of a person, whatever the order.
    """
    words = keys_to_ask(text)
    if not words:
        return []
    found = on_the_desk(organisation=organisation)
    for keys in words:
        found = found.filter(Q(pk__in=PersonName.objects.filter(pk__in=NameKey.objects.filter(key__in=keys).values("name")).values("person")))
    return sorted((_candidate(person, text) for person in found[:_MOST_CANDIDATES]), key=lambda one: -one.likeness)


def _candidate(person: Person, text: str) -> Candidate:
    scored = [(likeness(text, name.text), name.text) for name in person.names.all() if name.text]
    best = max((score for score, _name in scored), default=0.0)
    near = [(score, name) for score, name in scored if score >= best - _NEAR]
    # Of names that fit about as well the one in the script that was typed; of several that sound the same the one that was
    # typed, else the one that stands first in the file.
    script, typed = script_of(text), fold(text)
    _score, name = max(near, key=lambda one: (script_of(one[1]) == script, one[0], fold(one[1]) == typed), default=(0.0, ""))
    return Candidate(person=person, name=name, likeness=best)
