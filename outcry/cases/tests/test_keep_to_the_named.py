"""Some of the file is for named people alone: nobody else sees it, finds it, counts it, or reads of it in the history."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.accounts.reading import reading_for
from outcry.audit.models import LogEntry
from outcry.cases import people, publication
from outcry.cases.due import known_days
from outcry.cases.field_levels import FIELD_LEVELS, level_of, levels_of
from outcry.cases.filters import CaseFilter
from outcry.cases.forms.parts import EventForm
from outcry.cases.levels import may_read, readable, strictest, visible_fields
from outcry.cases.models import Act, Case, CaseOutcome, Detention, Event, EventLink, EventText, ExportForm, Participant, Person, PersonName, Source
from outcry.cases.operations.exports import export_cases
from outcry.cases.operations.indexing import keep_words
from outcry.cases.operations.people import open_person
from outcry.cases.operations.writing import add_part, change_facts, mark, remove_part
from outcry.cases.search import Search
from outcry.cases.search_counts import facets, points, timeline
from outcry.cases.search_text import PLAIN
from outcry.cases.tests.cast import NOW, a_case, a_term, an_act, an_event, an_organisation, fifteen_days, published_case, staff
from outcry.evidence.access import visible
from outcry.evidence.models import EvidenceItem, Level
from outcry.evidence.operations import take_in

pytestmark = pytest.mark.django_db
WORD = "zhanaozen"


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def rosa(desk: Organisation) -> User:
    return member(desk, "rosa")


@pytest.fixture
def mallory(desk: Organisation) -> User:
    """Works for the same organisation, and is not named."""
    return member(desk, "mallory")


@pytest.fixture
def evidence_folder(tmp_path: Path, settings: Settings) -> Path:
    settings.EVIDENCE_FOLDER = tmp_path / "evidence"
    return tmp_path


def member(desk: Organisation, name: str) -> User:
    user = staff(name, desk)
    user.groups.add(staff_group())
    return User.objects.get(pk=user.pk)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def restricted(row: Case | Event | Source | Person, *names: User) -> None:
    row.level = Level.RESTRICTED
    row.save()
    row.readers.set(names)


def a_secret_event(case: Case, *names: User) -> Event:
    """With an act, a custody and a point on the map; all of it says the word."""
    event = an_event(case, when="2011-12-16", latitude=43.3, longitude=52.9, country="KZ")
    EventText.objects.create(event=event, language="en", title=f"Shots in {WORD}")
    act = an_act(case, f"Shot in {WORD}", event=event, when="2011-12-16")
    fifteen_days(case, act=act)
    restricted(event, *names)
    keep_words(cases=[case.pk])
    return event


def test_every_column_of_the_case_room_has_a_level() -> None:
    for model in apps.get_app_config("cases").get_models():
        columns = {field.name for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]}
        assert model.__name__ in FIELD_LEVELS, f"{model.__name__} is new: give its columns a level in field_levels.py"
        assert set(levels_of(model)) == columns, f"columns of {model.__name__}: compare field_levels.py"


def test_no_screen_asks_for_rows_past_the_layer() -> None:
    asked = re.compile(r"(?<!readable\()\b(?:Case|Event|Act|Source|Person|Participant|Detention)\.(?:objects|_default_manager)\b")
    screens = sorted(Path(str(apps.get_app_config("cases").path), "views").glob("*.py"))

    found = [f"{path.name}: {line.strip()}" for path in screens for line in path.read_text().splitlines() if asked.search(line)]

    assert len(screens) > 10
    assert found == []


def test_the_index_holds_no_column_that_partners_may_not_read() -> None:
    open_to_partners = {Level.PUBLIC, Level.PARTNERS}

    for kind, (_path, columns) in PLAIN.items():
        model = apps.get_model("cases", kind)
        assert {level_of(model, name) for name in columns} <= open_to_partners, kind


def test_of_several_levels_the_strictest_holds() -> None:
    assert strictest(Level.PARTNERS, Level.RESTRICTED, Level.INTERNAL) == Level.RESTRICTED


def test_a_restricted_case_is_there_for_the_named_alone(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    act = an_act(case, f"Jailed in {WORD}")
    fifteen_days(case, act=act)
    keep_words(cases=[case.pk])
    restricted(case, rosa)
    address = reverse("cases_desk:case", args=[case.pk])

    hers, theirs = browser(rosa), browser(mallory)

    assert hers.get(address).status_code == 200
    for path in (address, f"{address}history/", f"{address}acts/{act.pk}/", f"{address}words/", f"{address}visible/", f"{address}way/"):
        assert theirs.get(path).status_code == 404, path
    for path in ("/desk/", reverse("cases_desk:index"), reverse("cases_desk:custody"), reverse("cases_desk:list_file")):
        answer: Any = theirs.post(path, {"file-form": "csv"}) if path == reverse("cases_desk:list_file") else theirs.get(path)
        text = b"".join(answer).decode() if answer.streaming else answer.text
        assert case.number not in text, path
        assert "Name en" not in text, path


def test_search_neither_finds_nor_counts_what_is_restricted(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    case.texts.update(name=WORD)
    keep_words(cases=[case.pk])
    restricted(case, rosa)

    for user, number in ((rosa, 1), (mallory, 0)):
        with reading_for(user):
            search = Search(wanted=CaseFilter.read({"text": WORD}), organisation=desk)
            everything = Search(wanted=CaseFilter(), organisation=desk)
            assert search.cases().count() == number
            assert everything.cases().count() == number
            assert sum(line.number for line in facets(search=everything, today=date(2011, 12, 20))["stage"]) == number


def test_an_event_that_is_restricted_is_not_found_counted_or_drawn(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    a_secret_event(case, rosa)
    happened = CaseFilter.read({"act": "acts/liberty/detention"})

    for user, number in ((rosa, 1), (mallory, 0)):
        with reading_for(user):
            everything = Search(wanted=CaseFilter(), organisation=desk)
            assert Search(wanted=happened, organisation=desk).cases().count() == number
            assert len(points(search=everything)) == number
            assert sum(line.number for line in timeline(search=everything) if line.value) == number
            counted = facets(search=everything, today=date(2011, 12, 20))
            assert sum(line.number for line in counted["act"]) == number
            assert sum(line.number for line in counted["held_on"]) == number
            assert Search(wanted=CaseFilter.read({"held_on": "2011-12-20"}), organisation=desk).cases().count() == number


def test_no_word_of_a_restricted_event_or_source_stands_in_the_index(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    a_secret_event(case, rosa)
    source = Source.objects.create(case=case, publisher=WORD, title=WORD)
    restricted(source, rosa)
    keep_words(cases=[case.pk])
    page = browser(mallory).get(reverse("cases_desk:index"), {"text": WORD})

    assert WORD not in case.search_text.folded
    assert f"Shots in {WORD}" not in page.text
    assert case.number not in page.text


def test_whoever_is_named_finds_restricted_events_and_sources_by_their_words_and_nobody_else_does(desk: Organisation, rosa: User, mallory: User) -> None:
    of_an_event, of_a_source = a_case(desk), a_case(desk, slug="other")
    a_secret_event(of_an_event, rosa)
    restricted(Source.objects.create(case=of_a_source, publisher=f"{WORD} paper"), rosa)
    keep_words(cases=[of_an_event.pk, of_a_source.pk])
    address, plain = reverse("cases_desk:index"), f"{WORD[:5]}"

    for user, number in ((rosa, 2), (mallory, 0)):
        with reading_for(user):
            # Whole, as a beginning, and beside a word that stands in the index.
            for text in (WORD, plain, f"name {WORD}"):
                search = Search(wanted=CaseFilter.read({"text": text}), organisation=desk)
                assert search.cases().count() == number, text
                assert sum(line.number for line in facets(search=search, today=date(2011, 12, 20))["stage"]) == number
                assert bool(timeline(search=search)) is bool(number)
                assert bool(points(search=search)) is bool(number)
    assert f"Shots in <mark>{WORD}</mark>" in browser(rosa).get(address, {"text": WORD}).text
    assert f"<mark>{WORD}</mark>" not in browser(mallory).get(address, {"text": WORD}).text
    assert browser(mallory).get(reverse("cases_desk:export"), {"text": WORD}).context["number"] == 0


def test_being_named_in_an_event_is_not_enough_where_its_case_is_kept_from_her(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    a_secret_event(case, rosa, mallory)
    restricted(case, rosa)

    for user, number in ((rosa, 1), (mallory, 0)):
        with reading_for(user):
            assert Search(wanted=CaseFilter.read({"text": WORD}), organisation=desk).cases().count() == number


def test_whoever_is_no_longer_named_finds_nothing_by_its_words(desk: Organisation, rosa: User, mallory: User) -> None:
    event = a_secret_event(a_case(desk), rosa, mallory)
    event.readers.remove(mallory)

    with reading_for(mallory):
        assert not Search(wanted=CaseFilter.read({"text": WORD}), organisation=desk).cases().exists()


def test_lowering_a_level_brings_its_words_into_the_index_and_raising_takes_them_out(desk: Organisation, rosa: User) -> None:
    case = a_case(desk)
    event = an_event(case)
    EventText.objects.create(event=event, language="en", title=WORD)

    for level, is_found in ((Level.RESTRICTED, False), (Level.INTERNAL, True), (Level.RESTRICTED, False)):
        event.refresh_from_db()
        change_facts(row=event, facts={"level": level}, seen=mark(event), by=rosa, now=NOW)
        case.search_text.refresh_from_db()
        assert (WORD in case.search_text.folded) is is_found


@pytest.fixture
def emeka(desk: Organisation) -> User:
    """Takes files in, and is not named either."""
    return member(desk, "emeka")


def an_item(case: Case, *, by: User, **more: Any) -> EvidenceItem:
    return take_in(organisation=case.organisation, stream=iter([b"An invented letter"]), name=f"{WORD}.txt", subject=case.subject, by=by, now=NOW, **more)


def test_evidence_of_a_restricted_case_is_there_for_the_named_alone(desk: Organisation, rosa: User, mallory: User, emeka: User, evidence_folder: Path) -> None:
    case = a_case(desk)
    item = an_item(case, by=emeka)
    pages = [reverse("evidence_desk:index"), reverse("evidence_desk:bundle"), reverse("evidence_desk:item", args=[item.public_id])]

    assert all(WORD in browser(mallory).get(page).text for page in pages)
    restricted(case, rosa)

    assert all(WORD in browser(rosa).get(page).text for page in pages)
    for user in (mallory, emeka):
        assert WORD not in "".join(browser(user).get(page).text for page in [*pages, reverse("audit_desk")])
        assert browser(user).get(pages[-1]).status_code == 404


def test_what_a_source_of_a_restricted_case_gave_is_there_for_the_named_alone(
    desk: Organisation, rosa: User, mallory: User, emeka: User, evidence_folder: Path
) -> None:
    case = a_case(desk)
    source = Source.objects.create(case=case, position=1)
    item = take_in(organisation=desk, stream=iter([b"An invented letter"]), name="a-letter.txt", subject=source.subject, by=emeka, now=NOW)
    restricted(case, rosa)

    assert [list(visible(items=EvidenceItem.objects.all(), to=user)) for user in (rosa, mallory, emeka)] == [[item], [], []]


def test_what_a_restricted_source_gave_is_kept_with_it(desk: Organisation, rosa: User, mallory: User, evidence_folder: Path) -> None:
    source = Source.objects.create(case=a_case(desk), position=1, level=Level.RESTRICTED)
    source.readers.set([rosa])
    take_in(organisation=desk, stream=iter([b"An invented letter"]), name="a-letter.txt", subject=source.subject, by=mallory, now=NOW)

    assert "a-letter.txt" in browser(rosa).get(reverse("evidence_desk:index")).text
    assert "a-letter.txt" not in browser(mallory).get(reverse("evidence_desk:index")).text


@pytest.mark.parametrize("level", [Level.RESTRICTED, Level.SEALED])
def test_restricted_evidence_is_there_for_who_took_it_in_and_for_the_named(
    level: Level, desk: Organisation, rosa: User, mallory: User, emeka: User, evidence_folder: Path
) -> None:
    case = a_case(desk)
    restricted(case, rosa, mallory)
    of_the_case, by_itself = an_item(case, by=rosa, level=level), an_item(a_case(desk, slug="other"), by=emeka, level=level)

    def seen(user: User) -> set[str]:
        return set(visible(items=EvidenceItem.objects.all(), to=user).values_list("public_id", flat=True))

    assert (seen(rosa), seen(mallory), seen(emeka)) == ({of_the_case.public_id}, {of_the_case.public_id}, {by_itself.public_id})


def test_the_page_of_a_case_leaves_out_what_is_restricted_in_it(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    event = a_secret_event(case, rosa)
    source = Source.objects.create(case=case, publisher=f"{WORD} paper")
    restricted(source, rosa)
    address = reverse("cases_desk:case", args=[case.pk])

    hers, theirs = browser(rosa).get(address).text, browser(mallory).get(address).text

    assert f"Shots in {WORD}" in hers
    assert f"{WORD} paper" in hers
    assert WORD not in theirs
    for kind, row in (("events", event), ("acts", event.acts.get()), ("sources", source)):
        for path in ("", "remove/", "move/", "open/"):
            assert browser(mallory).post(f"{address}{kind}/{row.pk}/{path}").status_code == 404, (kind, path)
    assert browser(mallory).get(reverse("cases_desk:is_she_out", args=[case.pk, Detention.objects.get().pk])).status_code == 404
    assert WORD not in browser(mallory).get(f"{address}visible/").text
    assert WORD not in browser(mallory).get(f"{address}preview/en/").text


def test_the_history_keeps_quiet_about_it_also_when_it_is_gone(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    event = add_part(owner=case, kind=Event, facts={"confidential_notes": WORD, "level": Level.RESTRICTED}, by=rosa, now=NOW)
    facts = {"event": event, "kind": a_term("acts/liberty/detention"), "national_law": WORD}
    act = add_part(owner=case, kind=Act, facts=facts, by=rosa, now=NOW)
    address = reverse("cases_desk:case_history", args=[case.pk])
    client = browser(mallory)

    assert WORD in browser(rosa).get(address).text
    assert WORD not in client.get(address).text
    assert WORD not in client.get(f"{address}?kind=event&row={event.pk}").text
    remove_part(part=act, by=rosa, now=NOW)
    change = remove_part(part=event, by=rosa, now=NOW)
    assert WORD in browser(rosa).get(address).text
    assert WORD not in client.get(address).text
    assert client.post(f"{address}{change.pk}/undo/").status_code == 404


def test_whoever_restricts_is_among_the_named(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)

    event = add_part(owner=case, kind=Event, facts={"level": Level.RESTRICTED, "readers": [mallory]}, by=rosa, now=NOW)

    assert set(event.readers.all()) == {rosa, mallory}
    assert json.loads(case.changes.get(kind="event", row=event.pk).after or "")["facts"]["readers"] == sorted([rosa.pk, mallory.pk])


def test_a_list_keeps_the_rows_that_its_writer_does_not_see(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    event = an_event(case)
    known, secret = case.sources.get(), Source.objects.create(case=case, publisher=WORD)
    restricted(secret, rosa)
    event.sources.set([known, secret])
    with reading_for(mallory):
        unbound = EventForm(row=event, file=case)
        typed: dict[str, Any] = {name: value for name, value in unbound.initial.items() if isinstance(value, str)} | {"sources": []}
        form = EventForm(typed, row=event, file=case)
        assert known.publisher in str(unbound["sources"])
        assert WORD not in str(unbound["sources"])
        assert form.is_valid(), form.errors

        facts = form.facts()

    assert facts["sources"] == [secret]


def test_a_restricted_person_is_not_among_the_people(desk: Organisation, rosa: User, mallory: User) -> None:
    person = Person.objects.create(organisation=desk, opened_at=NOW)
    PersonName.objects.create(person=person, text="Ayan Secretov").filed()
    case = a_case(desk)
    Participant.objects.create(case=case, person=person)
    restricted(person, rosa)

    for user, number in ((rosa, 1), (mallory, 0)):
        with reading_for(user):
            assert people.on_the_desk(organisation=desk).count() == number
            assert len(people.named(organisation=desk, text="Secretov")) == number
            assert Search(wanted=CaseFilter.read({"text": "Secretov"}), organisation=desk).cases().count() == number
        assert (browser(user).get(reverse("cases_desk:person", args=[person.pk])).status_code == 200) is bool(number)


def test_a_link_to_a_restricted_event_says_only_that_it_is_kept(desk: Organisation, rosa: User, mallory: User) -> None:
    case, other = a_case(desk), a_case(desk, slug="other")
    secret, event = a_secret_event(other, rosa), an_event(case)
    EventLink.objects.create(event=event, related=secret, type=a_term("event-links/follows"))
    address = reverse("cases_desk:case_part", args=[case.pk, "events", event.pk])

    assert WORD in browser(rosa).get(address).text
    page = browser(mallory).get(address).text
    assert WORD not in page
    assert "kept from you: restricted to named people" in page


def test_a_link_to_an_event_of_a_restricted_case_says_only_that_it_is_kept(desk: Organisation, rosa: User, mallory: User) -> None:
    case, other = a_case(desk), a_case(desk, slug="other")
    there, event = an_event(other), an_event(case)
    EventText.objects.create(event=there, language="en", title=f"Shots in {WORD}")
    EventLink.objects.create(event=event, related=there, type=a_term("event-links/follows"))
    restricted(other, rosa)
    address = reverse("cases_desk:case_part", args=[case.pk, "events", event.pk])

    assert WORD in browser(rosa).get(address).text
    page = browser(mallory).get(address).text
    assert WORD not in page
    assert "kept from you: restricted to named people" in page


def test_the_history_does_not_name_an_act_of_a_restricted_event(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    act = a_secret_event(case, rosa).acts.get()
    add_part(owner=case, kind=CaseOutcome, facts={"kind": a_term("outcomes/released"), "act": act}, by=rosa, now=NOW)
    address = reverse("cases_desk:case_history", args=[case.pk])

    assert f"Shot in {WORD}" in browser(rosa).get(address).text
    page = browser(mallory).get(address).text
    assert WORD not in page
    assert "kept from you: restricted to named people" in page


@pytest.mark.parametrize("kind", ["case", "event", "source", "person"])
def test_an_address_says_the_same_of_a_record_that_is_kept_and_of_one_that_never_was(kind: str, desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    rows: dict[str, Any] = {
        "case": case,
        "event": an_event(case),
        "source": case.sources.get(),
        "person": Person.objects.create(organisation=desk, opened_at=NOW),
    }
    row = rows[kind]
    restricted(row, rosa)
    if kind in ("case", "person"):
        address, nowhere = reverse(f"cases_desk:{kind}", args=[row.pk]), reverse(f"cases_desk:{kind}", args=[987654321])
    else:
        address, nowhere = (reverse("cases_desk:case_part", args=[case.pk, f"{kind}s", key]) for key in (row.pk, 987654321))
    client = browser(mallory)

    kept, never = client.get(address), client.get(nowhere)

    assert browser(rosa).get(address).status_code == 200
    assert (kept.status_code, never.status_code) == (404, 404)
    assert "the record is kept to the people named in it. A colleague who is named can name you, too." in kept.text
    # Tokens aside, which no two pages share.
    assert re.sub(r"\b\w{64}\b", "", kept.text) == re.sub(r"\b\w{64}\b", "", never.text)


def test_reminders_and_calendars_know_only_what_their_reader_may_know(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    a_secret_event(case, rosa)

    for user, number in ((rosa, 1), (mallory, 0)):
        with reading_for(user):
            assert len(known_days(organisation=desk, on=date(2010, 12, 25), until=date(2012, 1, 1))) == number


def test_no_file_that_leaves_holds_what_is_restricted(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    an_act(case, "Known to all", event=an_event(case))
    a_secret_event(case, rosa)
    restricted(Source.objects.create(case=case, publisher=f"{WORD} paper"), rosa)
    person = Person.objects.create(organisation=desk, opened_at=NOW, occupation=f"miner of {WORD}")
    Participant.objects.create(case=case, person=person)
    restricted(person, rosa)

    for form in ("csv", "jsonl", "geojson"):
        found = {}
        for user in (rosa, mallory):
            with reading_for(user):
                asked = Search(wanted=CaseFilter(), organisation=desk)
                out = export_cases(search=asked, form=ExportForm(form), with_sealed=True, by=user, now=NOW)
                found[user.username] = b"".join(out.pieces).decode()
        assert WORD not in found["mallory"], form
        assert WORD in found["rosa"] or form == "geojson", form


def test_what_is_restricted_does_not_become_public(desk: Organisation, rosa: User, mallory: User) -> None:
    case = a_case(desk)
    an_act(case, "Known to all")
    a_secret_event(case, rosa)
    source = Source.objects.create(case=case, publisher=WORD)
    restricted(source, rosa)

    published_case(desk, case, by=(rosa, mallory))

    found = publication.current(organisation=desk, slug=case.slug, language="en", on=date(2012, 1, 1))
    assert found
    assert WORD not in repr(found)
    assert "Known to all" in repr(found)


def test_without_a_reader_everything_is_there(desk: Organisation, rosa: User) -> None:
    case = a_case(desk)
    restricted(case, rosa)

    assert readable(Case.objects.all()).count() == 1
    assert may_read(user=None, row=case)


def test_what_is_sealed_is_shown_once_somebody_asks_and_the_log_keeps_it(desk: Organisation, rosa: User) -> None:
    case = a_case(desk)
    source = Source.objects.create(case=case, is_confidential=True, identity=WORD)
    address = reverse("cases_desk:case_part", args=[case.pk, "sources", source.pk])
    client = browser(rosa)

    closed = client.get(address)
    assert WORD not in closed.text
    assert "Open what is sealed" in closed.text
    opened = client.post(f"{address}open/")

    assert WORD in opened.text
    entry = LogEntry.objects.get(verb="open sealed")
    assert (entry.actor_id, entry.subject, entry.details) == (rosa.pk, case.subject, {"kind": "source", "part": source.pk, "changed": ["identity"]})
    assert abs(entry.at - timezone.now()).total_seconds() < 60


def test_saving_without_opening_leaves_what_is_sealed_alone(desk: Organisation, rosa: User) -> None:
    case = a_case(desk)
    source = Source.objects.create(case=case, is_confidential=True, identity=WORD)
    address = reverse("cases_desk:case_part", args=[case.pk, "sources", source.pk])
    client = browser(rosa)
    closed = client.get(address).context["form"]
    sent = {f"facts-{name}": value for name, value in closed.initial.items() if isinstance(value, str)} | {"facts-is_confidential": "on"}

    assert client.post(address, sent | {"facts-title": "New"}).status_code == 302
    source.refresh_from_db()
    assert (source.title, source.identity) == ("New", WORD)
    sent["facts-seen"] = mark(source)
    assert client.post(f"{address}open/", sent | {"facts-title": "New", "facts-identity": "changed"}).status_code == 302
    source.refresh_from_db()
    assert source.identity == "changed"


def test_the_history_does_not_show_what_is_sealed(desk: Organisation, rosa: User) -> None:
    case = a_case(desk)
    add_part(owner=case, kind=Source, facts={"is_confidential": True, "identity": WORD}, by=rosa, now=NOW)

    page = browser(rosa).get(reverse("cases_desk:case_history", args=[case.pk])).text

    assert WORD not in page
    assert "kept from you: sealed" in page


def test_fields_that_may_be_read_leave_out_what_is_sealed(rosa: User) -> None:
    assert "publisher" in visible_fields(user=rosa, model=Source)
    assert "identity" not in visible_fields(user=rosa, model=Source)


def test_a_restricted_case_tells_whose_own_records_are_still_open(desk: Organisation, rosa: User) -> None:
    case = a_case(desk)
    of_her_own, kept = (open_person(organisation=desk, names=[{"kind": "usual", "text": name}], facts={}, by=rosa, now=NOW) for name in ("Zhanar", "Marat"))
    for person in (of_her_own, kept):
        Participant.objects.create(case=case, person=person, position=1)
    restricted(kept, rosa)
    asked = "Every colleague still reads their names"
    assert asked not in browser(rosa).get(reverse("cases_desk:case", args=[case.pk])).text

    restricted(case, rosa)
    told = browser(rosa).get(reverse("cases_desk:case", args=[case.pk])).text.partition(asked)[2].partition("</section>")[0]

    assert reverse("cases_desk:person", args=[of_her_own.pk]) in told
    assert reverse("cases_desk:person", args=[kept.pk]) not in told
