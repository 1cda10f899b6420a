"""The kinds of parts a file is made of: how each is called, by which forms it is written, and which parts lie in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from outcry.cases.forms import parts as forms
from outcry.cases.forms import publishing, words
from outcry.cases.forms.facts import FactsForm
from outcry.lib.wording_forms import WordingForm


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind. `words` is None where nothing is translated; `related` is the name under which the row above knows it.

    Of a kind that is no list there is at most one in the row above.
    """

    name: str
    related: str
    form: type[FactsForm]
    heading: Any
    new: Any
    empty: Any = ""
    words: type[WordingForm] | None = None
    is_list: bool = True
    inner: tuple["Kind", ...] = ()

    @property
    def model(self) -> Any:
        """The model of its rows."""
        return self.form.model

    @property
    def is_ordered(self) -> bool:
        """Whether people put the rows in order."""
        return any(field.name == "position" for field in self.model._meta.fields)


_STEPS = Kind(
    name="steps",
    related="steps",
    form=forms.ProceedingsStepForm,
    heading=_("Steps"),
    new=_("Add a step"),
    empty=_("No step yet: a charge, a hearing to come, a ruling."),
)

_IN_AN_ACT = (
    Kind(
        name="involvements",
        related="involvements",
        form=forms.InvolvementForm,
        heading=_("Who did it"),
        new=_("Add who did it"),
        empty=_("Nobody yet. One line for each person, body or post, with how far they were part of it."),
    ),
    Kind(name="detention", related="detention", form=forms.DetentionForm, heading=_("Custody"), new=_("Add custody"), is_list=False),
    Kind(
        name="proceedings",
        related="proceedings",
        form=forms.ProceedingsForm,
        heading=_("Proceedings"),
        new=_("Add proceedings"),
        empty=_("No court yet. An act may have several proceedings, each with steps of its own."),
        inner=(_STEPS,),
    ),
    Kind(name="penalty", related="penalty", form=forms.PenaltyForm, heading=_("Fine or other penalty"), new=_("Add a penalty"), is_list=False),
    Kind(name="ill-treatment", related="ill_treatment", form=forms.IllTreatmentForm, heading=_("Ill-treatment"), new=_("Add ill-treatment"), is_list=False),
    Kind(name="threat", related="threat", form=forms.ThreatForm, heading=_("Threat"), new=_("Add a threat"), is_list=False),
    Kind(name="death", related="death", form=forms.DeathForm, heading=_("Death"), new=_("Add a death"), is_list=False),
    Kind(name="destruction", related="destruction", form=forms.DestructionForm, heading=_("Loss"), new=_("Add a loss"), is_list=False),
)

OF_A_CASE = (
    Kind(
        name="events",
        related="events",
        form=forms.EventForm,
        words=words.EventWordsForm,
        heading=_("Events"),
        new=_("Add an event"),
        empty=_("No event yet. An event is what happened together, in one place and time; it is made up of acts."),
        inner=(
            Kind(
                name="links",
                related="links",
                form=forms.EventLinkForm,
                heading=_("How it stands to other events"),
                new=_("Add a link"),
                empty=_("No link yet: it may follow from another event, or lead to one, in this case or another."),
            ),
        ),
    ),
    Kind(
        name="acts",
        related="acts",
        form=forms.ActForm,
        words=words.ActWordsForm,
        heading=_("Acts, in order"),
        new=_("Add an act"),
        empty=_("No act yet. An act is one thing done to one person or group: a detention, a beating, a fine."),
        inner=_IN_AN_ACT,
    ),
    Kind(
        name="sources",
        related="sources",
        form=forms.SourceForm,
        heading=_("Sources"),
        new=_("Add a source"),
        empty=_("No source yet. Without one the case can't become public."),
        inner=(
            Kind(
                name="consents",
                related="consents",
                form=forms.ConsentForm,
                heading=_("What the source agreed to"),
                new=_("Add a consent"),
                empty=_("Nothing is written down. Each use needs a consent of its own: keep, share, publish, name."),
            ),
        ),
    ),
    Kind(
        name="participants",
        related="participants",
        form=forms.ParticipantForm,
        words=words.ParticipantWordsForm,
        heading=_("People and organisations"),
        new=_("Add a person or organisation"),
        empty=_("Nobody yet. Names are stored sealed and published only where you say so."),
        inner=(
            Kind(
                name="naming",
                related="naming",
                form=publishing.NamingForm,
                heading=_("Name for the public"),
                new=_("Choose how she is named"),
                is_list=False,
            ),
        ),
    ),
    Kind(
        name="interventions",
        related="interventions",
        form=forms.InterventionForm,
        words=words.InterventionWordsForm,
        heading=_("What was done about it"),
        new=_("Add what was done"),
        empty=_("Nothing yet. Appeals, gatherings and a release belong here."),
        inner=(
            Kind(
                name="responses",
                related="responses",
                form=forms.ResponseForm,
                heading=_("What was answered"),
                new=_("Add an answer"),
                empty=_("No answer yet. Silence is an answer, too: write it down when the time has passed."),
            ),
        ),
    ),
    Kind(
        name="outcomes",
        related="outcomes",
        form=forms.OutcomeForm,
        words=words.OutcomeWordsForm,
        heading=_("What came of it"),
        new=_("Add an outcome"),
        empty=_("Nothing yet. A release, a dropped charge, a transfer, and how far the campaign had a share in it."),
    ),
    Kind(
        name="publication-rules",
        related="publication_rules",
        form=publishing.PublicationRuleForm,
        heading=_("Rules for the public"),
        new=_("Add a rule"),
        empty=_("No rule yet. Days are then told as they are known, points by district, and coded facts are shown."),
    ),
)

OF_A_PERSON = (
    Kind(name="names", related="names", form=forms.PersonNameForm, heading=_("Names"), new=_("Add a name"), empty=_("No name yet.")),
    Kind(
        name="relations",
        related="relations",
        form=forms.RelationForm,
        heading=_("Relations"),
        new=_("Add a relation"),
        empty=_("Nobody yet: relatives, colleagues, the union or newspaper she belongs to."),
    ),
)


def every_kind(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    """These kinds and all that lie in them, by name."""
    found: dict[str, Kind] = {}
    for kind in kinds:
        found |= {kind.name: kind} | every_kind(kind.inner)
    return found
