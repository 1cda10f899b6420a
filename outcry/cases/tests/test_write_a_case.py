"""A case is written down part by part, by several people at once, or handed in whole."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from outcry.accounts.models import Organisation, User
from outcry.audit.models import LogEntry
from outcry.cases import publication
from outcry.cases.models import Act, Detention, Participant
from outcry.cases.operations import writing
from outcry.cases.tests.cast import DETAINED, FINED, NOW, ON, a_case, a_term, an_act, an_event, an_organisation, emeka, published_case, rosa
from outcry.lib.translations import is_stale
from outcry.lib.wordings import ChangedMeanwhile, Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


MATERIAL = publication.CaseMaterial(
    slug="the-case",
    number="2010-1",
    country="KZ",
    words={"en": {"name": "Name", "standfirst": "Two sentences.", "place": "A prison"}, "ru": {"name": "Имя", "standfirst": "Два предложения."}},
    sources=(publication.SourceMaterial(key="reported", facts={"publisher": "A paper", "title": "A report", "published": "2011-01"}),),
    acts=(
        publication.PartMaterial(
            facts={"kind": DETAINED, "when": "2010-12-20~/2011-01-03"},
            words={"en": {"headline": "Jailed"}},
            sources=("reported",),
            details={"detention": {"began": "2010-12-20~", "began_is_reckoned": True, "term_days": 15, "due_on": date(2011, 1, 3)}},
        ),
    ),
    interventions=(publication.PartMaterial(facts={"kind": "vigil", "when": "2010-12-31"}, words={"en": {"headline": "Gathering"}}),),
    participants=(publication.ParticipantMaterial(key="one", kind="person", is_named_publicly=True, words={"en": {"name": "Name", "role": "Activist"}}),),
)


def test_a_case_handed_in_whole_is_read_as_it_was_written(desk: Organisation) -> None:
    case = publication.file_case(organisation=desk, material=MATERIAL, by=rosa(desk), now=NOW)
    published_case(desk, case, by=(rosa_again(desk), emeka(desk)))

    found = publication.current(organisation=desk, slug="the-case", language="ru", on=ON)

    assert found is not None
    assert found.custody is not None
    assert (found.name, found.custody.day, found.acts[0].headline, found.acts[0].sources[0].publisher) == ("Имя", 13, "Jailed", "A paper")
    assert (found.acts[0].when_earliest, found.acts[0].when_latest) == (date(2010, 12, 20), date(2011, 1, 3))
    assert (found.participants[0].name, found.interventions[0].headline) == ("Name", "Gathering")


def rosa_again(desk: Organisation) -> User:
    return User.objects.get(username="rosa")


def test_a_date_keeps_the_first_and_the_last_day_it_can_mean(desk: Organisation) -> None:
    case = a_case(desk)

    act = writing.add_part(owner=case, kind=Act, facts={"event": an_event(case), "kind": a_term(FINED), "when": "2010-12~"}, by=None, now=NOW)

    assert (act.when_earliest, act.when_latest) == (date(2010, 12, 1), date(2010, 12, 31))


def test_what_is_no_date_is_refused(desk: Organisation) -> None:
    case = a_case(desk)

    with pytest.raises(ValidationError):
        writing.add_part(owner=case, kind=Act, facts={"event": an_event(case), "kind": a_term(FINED), "when": "last winter"}, by=None, now=NOW)


def test_whoever_saves_facts_second_is_told(desk: Organisation) -> None:
    act = an_act(a_case(desk))
    seen = writing.mark(act)
    writing.change_facts(row=act, facts={"when": "2010-12-21"}, seen=seen, by=rosa(desk), now=NOW)

    with pytest.raises(ChangedMeanwhile) as clash:
        writing.change_facts(row=act, facts={"when": "2010-12-22"}, seen=seen, by=emeka(desk), now=NOW)

    assert clash.value.current.when == "2010-12-21"
    act.refresh_from_db()
    assert act.when == "2010-12-21"


def test_whoever_saves_words_second_is_told(desk: Organisation) -> None:
    case = a_case(desk)
    words = {"name": "First", "standfirst": "x", "place": ""}
    writing.change_words(part=case, edit=Edit(language="en", seen_version=1), words=words, by=None, now=NOW)

    with pytest.raises(ChangedMeanwhile):
        writing.change_words(part=case, edit=Edit(language="en", seen_version=1), words=words | {"name": "Second"}, by=None, now=NOW)

    assert case.texts.get(language="en").name == "First"


def test_a_translation_is_stale_until_it_is_made_from_the_new_source(desk: Organisation) -> None:
    case = a_case(desk, languages=("en", "ru"))
    words = {"name": "New", "standfirst": "x", "place": ""}

    writing.change_words(part=case, edit=Edit(language="en", seen_version=1), words=words, by=None, now=NOW)
    source, translation = case.texts.get(language="en"), case.texts.get(language="ru")
    assert is_stale(translation, source)

    writing.change_words(part=case, edit=Edit(language="ru", seen_version=1, made_from_version=2), words=words, by=None, now=NOW)
    assert not is_stale(case.texts.get(language="ru"), source)


def test_any_change_takes_a_proposal_back(desk: Organisation) -> None:
    case, second = a_case(desk), emeka(desk)
    publication.propose(case=case, by=rosa(desk), now=NOW)

    writing.add_part(owner=case, kind=Participant, facts={"kind": "person"}, by=second, now=NOW)

    with pytest.raises(publication.NotProposed):
        publication.approve(case=case, by=second, now=NOW)


def test_a_change_by_somebody_who_does_not_know_of_the_proposal_takes_it_back_too(desk: Organisation) -> None:
    act = an_act(a_case(desk))
    stale = Act.objects.select_related("case").get(pk=act.pk)
    publication.propose(case=act.case, by=rosa(desk), now=NOW)

    writing.change_facts(row=stale, facts={"when": "2011"}, seen=writing.mark(act), by=None, now=NOW)

    act.case.refresh_from_db()
    assert act.case.proposed_at is None


def test_acts_change_places(desk: Organisation) -> None:
    case = a_case(desk)
    first, second = an_act(case, "First"), an_act(case, "Second")

    writing.move_part(part=second, up=True, by=None, now=NOW)
    writing.move_part(part=second, up=True, by=None, now=NOW)

    assert list(case.acts.all()) == [second, first]


def test_the_log_names_what_changed_and_never_what_it_says(desk: Organisation) -> None:
    case = a_case(desk)

    writing.change_facts(row=case, facts={"confidential_notes": "Her brother told us."}, seen=writing.mark(case), by=rosa(desk), now=NOW)

    entry = LogEntry.objects.get(verb="change facts")
    assert entry.details == {"kind": "case", "part": case.pk, "changed": ["confidential_notes"]}
    assert "brother" not in str(entry.details)


def test_a_removed_part_leaves_a_line_in_the_log(desk: Organisation) -> None:
    case = a_case(desk)
    detention = writing.add_part(owner=an_act(case), kind=Detention, facts={"term_days": 15}, by=None, now=NOW)

    writing.remove_part(part=detention, by=None, now=NOW)

    assert LogEntry.objects.filter(verb="remove part", subject=case.subject, details__kind="detention").exists()
    assert not Detention.objects.exists()
