"""People of organisations we work with sign in and read what was opened to partners: found, read, taken out, and nothing written."""

import json
import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import partners_group, staff_group
from outcry.accounts.reading import reading_for
from outcry.audit.models import LogEntry
from outcry.cases.filters import CaseFilter
from outcry.cases.forms.parts import EventForm
from outcry.cases.models import Act, ActText, Case, EventLink, EventText, ExportForm, Involvement, Person, PersonName, Source
from outcry.cases.operations.indexing import keep_words
from outcry.cases.search import Search
from outcry.cases.search_counts import facets
from outcry.cases.tests.cast import NOW, ON, a_case, a_participant, a_term, an_act, an_event, an_organisation, fifteen_days, staff
from outcry.cases.titles import title_of
from outcry.evidence.models import CopyKind, EvidenceItem, Level, WorkingCopy

pytestmark = pytest.mark.django_db
WORD = "qorgantau"


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def lena(desk: Organisation) -> User:
    """Of a union abroad."""
    user = staff("lena", desk)
    user.groups.add(partners_group())
    User.objects.filter(pk=user.pk).update(is_partner=True)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def browser(lena: User) -> Client:
    client = Client()
    client.force_login(lena)
    return client


def shared(desk: Organisation, slug: str = "the-case") -> Case:
    case = a_case(desk, slug=slug, level=Level.PARTNERS)
    act = an_act(case, "Jailed after a strike")
    fifteen_days(case, act=act)
    keep_words(cases=[case.pk])
    return case


def page_of(case: Case) -> str:
    return reverse("cases_desk:shared_case", args=[case.pk])


def test_signing_in_leads_to_what_is_shared(browser: Client) -> None:
    answer = browser.get("/desk/", follow=True)

    assert answer.redirect_chain == [(reverse("cases_desk:shared"), 302)]
    assert "Nothing is shared yet" in answer.text
    assert "contact@desk.example" in answer.text


def test_her_menu_has_one_entry(browser: Client) -> None:
    menu = browser.get(reverse("cases_desk:shared")).text

    assert reverse("cases_desk:shared") in menu
    for room in ("cases_desk:index", "cases_desk:people", "evidence_desk:index", "organisation_desk", "audit_desk"):
        assert f'"{reverse(room)}"' not in menu, room
    assert browser.get(reverse("wagtailadmin_account")).status_code == 200


def test_a_case_that_was_opened_is_listed_and_others_are_not(desk: Organisation, browser: Client) -> None:
    case, other = shared(desk), a_case(desk, slug="not-shared")

    page = browser.get(reverse("cases_desk:shared")).text

    assert case.number in page
    assert other.number not in page
    assert browser.get(page_of(case)).status_code == 200
    assert browser.get(page_of(other)).status_code == 404
    assert browser.get(reverse("cases_desk:case", args=[case.pk])).status_code == 403


def test_what_is_refused_says_so_and_leads_back(browser: Client) -> None:
    refused = browser.get(reverse("cases_desk:index"))

    assert refused.status_code == 403
    assert "Partners read here what was opened to them, and nothing else." in refused.text
    assert "contact@desk.example" in refused.text
    assert f'href="{reverse("wagtailadmin_home")}"' in refused.text
    assert "or it is not open to partners." in browser.get(page_of(a_case(an_organisation("elsewhere")))).text


def test_she_reads_facts_and_words_and_none_that_are_internal(desk: Organisation, browser: Client) -> None:
    case = shared(desk)
    Case.objects.filter(pk=case.pk).update(confidential_notes=f"{WORD} one")
    person = Person.objects.create(organisation=desk, opened_at=case.opened_at, pseudonym="The welder")
    PersonName.objects.create(person=person, text=f"{WORD} two")
    guard = a_participant(case, f"{WORD} three", person=person)
    act = case.acts.get()
    Act.objects.filter(pk=act.pk).update(confidential_notes=f"{WORD} four", national_law="Article 164")
    Involvement.objects.create(act=act, perpetrator=guard, confidential_notes=f"{WORD} five", type=a_term("perpetrators/state"))
    Source.objects.create(case=case, is_confidential=True, publisher=f"{WORD} six", title=f"{WORD} seven")
    ActText.objects.filter(act=act).update(body="Held without a lawyer")

    page = browser.get(page_of(case)).text

    assert WORD not in page
    for told in ("Name en", "Standfirst en", "Jailed after a strike", "Held without a lawyer", "Article 164", "A paper", "Person 1", "Kept from you"):
        assert told in page, told


def test_a_language_is_told_by_its_name_and_a_heading_is_not_said_twice(desk: Organisation, browser: Client) -> None:
    case = shared(desk)
    Source.objects.create(case=case, publisher="news.example", language="ru", level=Level.PARTNERS)

    page = browser.get(page_of(case)).text

    assert "Русский" in page
    assert "<p>Custody</p>" in page
    assert '<strong dir="auto">Custody</strong>' not in page


def test_acts_are_told_in_the_order_of_time(desk: Organisation, browser: Client) -> None:
    case = a_case(desk, level=Level.PARTNERS)
    for headline, when in (("The third", "2012"), ("The first", "2010"), ("The second", "2011-05")):
        an_act(case, headline, when=when)

    page = browser.get(page_of(case)).text

    assert page.index("The first") < page.index("The second") < page.index("The third")


@pytest.mark.parametrize("level", [Level.INTERNAL, Level.RESTRICTED])
def test_an_event_that_was_not_opened_is_neither_shown_found_nor_counted(level: Level, desk: Organisation, browser: Client, lena: User) -> None:
    case = shared(desk)
    event = an_event(case, level=level, country="FR", when="2011-12-16", latitude=43.3, longitude=52.9)
    EventText.objects.create(event=event, language="en", title=f"Shots in {WORD}")
    an_act(case, f"Shot in {WORD}", kind="acts/integrity/assault", event=event, when="2011-12-16")
    source = Source.objects.create(case=case, publisher=f"{WORD} paper", level=level)
    event.readers.add(lena)
    case.acts.exclude(event=event).get().sources.add(source)
    keep_words(cases=[case.pk])

    assert WORD not in browser.get(page_of(case)).text
    found = browser.get(reverse("cases_desk:shared"), {"text": WORD}).text
    assert case.number not in found
    assert "No case is like this" in found
    with reading_for(lena):
        for query in ({"country": "FR"}, {"act": "acts/integrity"}, {"area": "43,52,44,53"}, {"since": "2011-12-01", "until": "2011-12-31"}):
            assert not Search(wanted=CaseFilter.read(query), organisation=desk).cases().exists(), query
        counted = facets(search=Search(wanted=CaseFilter(), organisation=desk), today=ON)
        assert [line.value for line in counted["country"]] == ["KZ"]


def test_she_finds_by_words_that_are_open_and_is_shown_where_they_stand(desk: Organisation, browser: Client) -> None:
    case = shared(desk)
    EventText.objects.create(event=an_event(case, level=Level.INTERNAL), language="en", title=f"The strike of {WORD}")
    keep_words(cases=[case.pk])

    page = browser.get(reverse("cases_desk:shared"), {"text": "strike"}).text

    assert case.number in page
    assert "Jailed after a <mark>strike</mark>" in page
    assert WORD not in page


def test_she_finds_nobody_by_a_name(desk: Organisation, lena: User) -> None:
    case = shared(desk)
    person = Person.objects.create(organisation=desk, opened_at=case.opened_at, level=Level.PARTNERS)
    PersonName.objects.create(person=person, text="Ayan Invented").filed()
    a_participant(case, "", person=person)

    with reading_for(lena):
        assert not Search(wanted=CaseFilter.read({"text": "Ayan"}), organisation=desk).cases().exists()
    assert Search(wanted=CaseFilter.read({"text": "Ayan"}), organisation=desk).cases().exists()


def test_conditions_on_what_is_internal_are_not_hers(desk: Organisation, browser: Client, lena: User) -> None:
    case = shared(desk)

    page = browser.get(reverse("cases_desk:shared"), {"stage": "received", "standing": "public", "reliability": "unreliable"})

    assert case.number in page.text
    assert not {"stage", "standing", "reliability"} & set(page.context["form"].fields)
    assert {facet["label"] for facet in page.context["facets"]}.isdisjoint({"Stage", "Readers"})
    with reading_for(lena):
        assert Search(wanted=CaseFilter.read({"stage": "received"}), organisation=desk).cases().get() == case


@pytest.mark.parametrize("form", ExportForm.values)
def test_what_she_takes_out_holds_what_she_may_read_and_the_log_knows(form: str, desk: Organisation, browser: Client, lena: User) -> None:
    case = shared(desk)
    a_case(desk, slug=WORD)
    Case.objects.filter(pk=case.pk).update(confidential_notes=WORD)
    guard = a_participant(case, f"{WORD} three", person=Person.objects.create(organisation=desk, opened_at=case.opened_at, occupation=WORD))
    Involvement.objects.create(act=case.acts.get(), perpetrator=guard)
    Source.objects.create(case=case, is_confidential=True, publisher=WORD, url=f"https://{WORD}.example")
    hidden = an_event(case, level=Level.INTERNAL, latitude=43.3, longitude=52.9)
    EventText.objects.create(event=hidden, language="en", title=WORD)
    asked = browser.get(reverse("cases_desk:export"))

    answer = browser.post(reverse("cases_desk:export"), {"form": form, "with_sealed": "on"})
    left = b"".join(answer)

    assert "with_sealed" not in asked.text
    assert answer.status_code == 200
    assert case.number in text_of(left) or form == "geojson"
    assert WORD not in text_of(left)
    entry = LogEntry.objects.get(verb="export cases")
    assert (entry.actor_id, entry.details) == (lena.pk, {"form": form, "cases": 1, "sealed": False})


def text_of(left: bytes) -> str:
    """Of a zip, what is in its files."""
    if not left.startswith(b"PK"):
        return left.decode()
    with zipfile.ZipFile(BytesIO(left)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def test_keys_of_what_is_kept_from_her_do_not_leave_either(desk: Organisation, browser: Client) -> None:
    case = shared(desk)
    known, kept = case.sources.get(), Source.objects.create(case=case, publisher="A kept paper", level=Level.INTERNAL)
    case.acts.get().sources.set([kept, known])

    left = b"".join(browser.post(reverse("cases_desk:export"), {"form": "package"}))

    with zipfile.ZipFile(BytesIO(left)) as archive:
        head, row = archive.read("record/act.csv").decode().splitlines()
    assert json.dumps([known.pk]) in row, head


def test_nothing_but_the_button_of_the_export_may_be_pressed(desk: Organisation, browser: Client) -> None:
    case = shared(desk)

    assert [browser.post(path).status_code for path in (reverse("cases_desk:shared"), page_of(case), reverse("cases_desk:move", args=[case.pk]))] == [403] * 3


def test_she_is_not_among_those_whom_a_record_may_be_kept_to(desk: Organisation, lena: User) -> None:
    rosa, event = staff("rosa", desk), an_event(a_case(desk))

    named: Any = EventForm(row=event, file=event.case).fields["readers"]

    assert list(named.queryset) == [rosa]


def test_being_named_before_she_became_a_partner_opens_nothing(desk: Organisation, browser: Client, lena: User) -> None:
    case = shared(desk)
    Case.objects.filter(pk=case.pk).update(level=Level.RESTRICTED)
    case.readers.add(lena)

    assert browser.get(page_of(case)).status_code == 404


def test_a_link_to_another_case_says_only_that_it_is_kept(desk: Organisation, lena: User, browser: Client) -> None:
    case, other = shared(desk), a_case(desk, slug="other")
    there = an_event(other)
    EventText.objects.create(event=there, language="en", title=f"Shots in {WORD}")
    EventLink.objects.create(event=case.events.get(), related=there, type=a_term("event-links/follows"))

    page = browser.get(page_of(case)).text

    assert WORD not in page
    assert "kept from you: internal" in page


def test_staff_are_led_from_her_address_to_theirs(desk: Organisation) -> None:
    rosa, case, client = staff("rosa", desk), shared(desk), Client()
    rosa.groups.add(staff_group())
    client.force_login(rosa)

    assert client.get(reverse("cases_desk:shared")).headers["Location"] == reverse("cases_desk:index")
    assert client.get(page_of(case)).headers["Location"] == reverse("cases_desk:case", args=[case.pk])
    assert "Who may read it" in client.get(reverse("cases_desk:case", args=[case.pk])).text


def test_no_title_tells_her_a_name(desk: Organisation, lena: User) -> None:
    case = shared(desk)
    person = Person.objects.create(organisation=desk, opened_at=case.opened_at, pseudonym="The welder", level=Level.PARTNERS)
    PersonName.objects.create(person=person, text="Ayan Invented")
    part = a_participant(case, "Ayan Invented", person=person)

    with reading_for(lena):
        assert [title_of(row) for row in (person, part)] == ["The welder", "Person 1"]
    assert [title_of(row) for row in (person, part)] == ["Ayan Invented", "Ayan Invented"]


def test_the_map_and_the_timeline_tell_her_of_what_is_shared_and_of_nothing_else(desk: Organisation, browser: Client) -> None:
    case, kept = shared(desk), a_case(desk, slug="kept")
    an_act(case, "Beaten", when="2010", event=an_event(case, latitude=43.65, longitude=51.15, precision="exact"))
    an_act(case, "Internal", when="2009", event=an_event(case, latitude=10.0, longitude=20.0, level=Level.INTERNAL))
    an_act(kept, "Not shared", when="2008", event=an_event(kept, latitude=30.0, longitude=40.0))

    years = browser.get(reverse("cases_desk:shared_timeline")).text
    points = browser.get(reverse("cases_desk:shared_map")).text
    csv = b"".join(browser.post(reverse("cases_desk:shared_timeline_file"), {"file-form": "csv"})).decode()
    (feature,) = json.loads(b"".join(browser.post(reverse("cases_desk:shared_map_file"))))["features"]

    assert ("2010" in years, ">2009<" in years, ">2008<" in years) == (True, False, False)
    assert f'href="{reverse("cases_desk:shared_timeline")}?began=2010"' in years
    assert "1 event with a point" in points
    assert "43.65" in points
    assert "2010" in csv
    assert not {"2009", "2008"} & set(csv.replace("\r\n", ",").split(","))
    assert feature["properties"]["case"] == case.number
    for page in (years, points):
        for name in ("index", "timeline", "map"):
            assert not re.search(rf'"{reverse(f"cases_desk:{name}")}["?]', page), "no way leads to the desk itself"


def test_the_list_she_takes_out_is_the_one_she_sees(desk: Organisation, browser: Client) -> None:
    case = shared(desk)
    shared(desk, "russian")
    Case.objects.filter(slug="russian").update(country="RU")
    a_case(desk, slug="kept")

    for query, expected in (({}, ["russian", "the-case"]), ({"country": "KZ"}, ["the-case"])):
        page = browser.get(reverse("cases_desk:shared"), query)
        answer: Any = browser.post(reverse("cases_desk:shared_list_file"), {"file-form": "jsonl"}, query_params=query)
        rows = [json.loads(line) for line in b"".join(answer).splitlines()]
        assert [line["case"].slug for line in page.context["lines"]] == expected
        assert [row["number"] for row in rows] == [f"2010-{slug}" for slug in expected]
    assert rows[0].keys() == {"number", "title", "country", "custody", "invented"}
    assert (rows[0]["number"], rows[0]["title"]) == (case.number, "Name en")


def evidence(desk: Organisation, case: Case, level: Level, *kinds: CopyKind) -> list[WorkingCopy]:
    facts = {"media_type": "image/png", "size": 5, "address": "a" * 64}
    item = EvidenceItem.objects.create(
        organisation=desk, subject=case.subject, level=level, name="Aigul at home.png", note="", sha256="", sha512="", taken_in_at=NOW, **facts
    )
    return [WorkingCopy.objects.create(item=item, kind=kind, sha256="", made_at=NOW, **facts) for kind in kinds]


def address(copy: WorkingCopy, name: str = "copy", *rest: Any) -> str:
    return reverse(f"evidence_desk:{name}", args=[copy.item.public_id, copy.public_id, *rest])


def test_she_looks_at_copies_of_evidence_that_is_open_to_partners_and_at_none_other(desk: Organisation, browser: Client) -> None:
    case, kept = shared(desk), a_case(desk, slug="kept")
    (open_one,) = evidence(desk, case, Level.PARTNERS, CopyKind.CLEANED)
    others = [
        *(copy for level in (Level.INTERNAL, Level.RESTRICTED, Level.SEALED) for copy in evidence(desk, case, level, CopyKind.CLEANED)),
        *evidence(desk, kept, Level.PARTNERS, CopyKind.CLEANED),
    ]

    page = browser.get(page_of(case)).text
    copy = browser.get(address(open_one)).text

    assert address(open_one) in page
    assert "Aigul" not in page + copy
    assert reverse("evidence_desk:redact", args=[open_one.item.public_id]) not in copy
    for one in others:
        assert address(one) not in page
        assert browser.get(address(one)).status_code == browser.get(address(one, "copy_page", 1)).status_code == 404
        assert browser.post(address(one, "copy_download")).status_code == 404
    for name in ("item", "download", "hand_over", "redact"):
        assert browser.get(reverse(f"evidence_desk:{name}", args=[open_one.item.public_id])).status_code == 403


def test_where_a_copy_was_redacted_she_knows_of_no_other(desk: Organisation, browser: Client) -> None:
    cleaned, redacted = evidence(desk, case := shared(desk), Level.PARTNERS, CopyKind.CLEANED, CopyKind.REDACTED)

    page = browser.get(page_of(case)).text

    assert (address(cleaned) in page, address(redacted) in page) == (False, True)
    assert [browser.get(address(copy)).status_code for copy in (cleaned, redacted)] == [404, 200]
    assert browser.get(address(cleaned, "copy_page", 1)).status_code == 404
    assert browser.post(address(cleaned, "copy_download")).status_code == 404


def test_the_log_knows_whatever_she_read(desk: Organisation, browser: Client) -> None:
    case = shared(desk)
    (copy,) = evidence(desk, case, Level.PARTNERS, CopyKind.CLEANED)
    pages = [reverse(f"cases_desk:{name}") for name in ("shared", "shared_timeline", "shared_map", "export")]

    for page in (*pages, page_of(case), address(copy)):
        assert browser.get(page).status_code == 200
    browser.get(reverse("cases_desk:shared_case", args=[987654321]))

    told = list(LogEntry.objects.filter(verb="partner.read", actor_name="lena").order_by("pk"))
    assert [entry.details["page"] for entry in told] == ["shared", "shared_timeline", "shared_map", "export", "shared_case", "copy"]
    assert told[4].subject == case.subject
    assert {entry.subject for entry in told} == {f"organisation:{desk.pk}", case.subject}


def test_whatever_members_of_staff_read_there_is_not_logged_as_a_partners(desk: Organisation) -> None:
    client = Client()
    user = staff("rosa", desk)
    user.groups.add(staff_group())
    client.force_login(user)

    for name in ("shared", "shared_timeline", "shared_map"):
        assert client.get(reverse(f"cases_desk:{name}")).status_code == 302
    assert not LogEntry.objects.filter(verb="partner.read").exists()
