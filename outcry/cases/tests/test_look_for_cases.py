"""Rosa looks for cases at the desk: the list with its counts, over time, on the map; and keeps what she asked."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outcry.accounts.models import Organisation
from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.cases.models import Case, SavedView
from outcry.cases.operations.indexing import keep_words
from outcry.cases.operations.people import identify
from outcry.cases.operations.writing import mark
from outcry.cases.search_text import all_texts, texts_of
from outcry.cases.tests.cast import FINED, NOW, a_case, a_participant, an_act, an_event, an_organisation, fifteen_days, rosa
from outcry.lib.search_words import Piece, excerpt, marked, wanted_words, words_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


@pytest.fixture
def at_the_desk(desk: Organisation, client: Client) -> Client:
    user = rosa(desk)
    user.groups.add(staff_group())
    client.force_login(user)
    return client


def a_found_case(organisation: Organisation, slug: str = "the-case", body: str = "", **facts: Any) -> Case:
    case = a_case(organisation, slug=slug)
    case.texts.update(name=f"Case {slug}")
    an_act(case, **facts).texts.update(body=body)
    keep_words(cases=[case.pk])
    return case


def page(client: Client, name: str = "index", **query: str) -> str:
    answer = client.get(reverse(f"cases_desk:{name}"), query)
    assert answer.status_code == 200
    return answer.text


def file(client: Client, name: str, **query: str) -> str:
    answer: Any = client.post(reverse(f"cases_desk:{name}"), {"file-form": "csv"}, query_params=query)
    return b"".join(answer).decode("utf-8-sig")


def test_the_list_shows_what_was_found_and_where_the_word_stands(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk, body="Забастовка <b>нефтяников</b> в городе Ақтау закончилась.")
    a_found_case(desk, slug="other")

    text = page(at_the_desk, text="актау")

    assert "Case the-case" in text
    assert "Case other" not in text
    assert "<mark>Ақтау</mark>" in text
    assert "&lt;b&gt;нефтяников" in text


def test_a_name_that_led_to_a_case_is_told_without_writing_it_out(desk: Organisation, at_the_desk: Client) -> None:
    case = a_found_case(desk)
    identify(participant=a_participant(case, "Esenbek Ukteshbayev"), person=None, by=None, now=NOW)

    text = page(at_the_desk, text="Уктешбаев")

    assert "found by the name of somebody in it" in text
    assert "Ukteshbayev" not in text


def test_each_condition_can_be_lifted_by_itself(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk, kind=FINED, when="2011")

    text = page(at_the_desk, act="acts/expression", began="2011")

    assert f'href="{reverse("cases_desk:index")}?act=acts%2Fexpression"' in text
    assert f'href="{reverse("cases_desk:index")}?began=2011"' in text


def test_every_count_leads_to_so_many_cases(desk: Organisation, at_the_desk: Client) -> None:
    for number, facts in enumerate(({"kind": FINED, "when": "2011"}, {"kind": FINED, "when": "2010"}, {"when": "2011-02"})):
        a_found_case(desk, slug=f"case-{number}", **facts)

    lines = re.findall(r'<li><a href="([^"]+)"[^>]*><bdi>[^<]+</bdi></a> <span>(\d+)</span></li>', page(at_the_desk))

    assert len(lines) >= 6
    for url, number in lines:
        assert f"<strong>{number} case" in at_the_desk.get(url.replace("&amp;", "&")).text


def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_shown(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk)

    text = page(at_the_desk, since="yesterday", text="case")

    assert "Write the day as 2011-01-03" in text
    assert 'value="yesterday"' in text
    assert 'value="case"' in text
    assert "Case the-case" not in text


@pytest.mark.parametrize("query", [{"act": "acts/no-such-thing"}, {"stage": "nowhere"}, {"area": "1"}, {"country": "kz"}, {"text": "\x00"}, {"began": "0000"}])
@pytest.mark.parametrize("name", ["index", "timeline", "map", "views"])
def test_a_mistyped_address_is_answered(desk: Organisation, at_the_desk: Client, name: str, query: dict[str, str]) -> None:
    page(at_the_desk, name, **query)


def test_a_filter_that_cannot_be_read_gives_no_file(desk: Organisation, at_the_desk: Client) -> None:
    for name in ("list_file", "timeline_file", "map_file"):
        assert at_the_desk.post(reverse(f"cases_desk:{name}"), {"file-form": "csv"}, query_params={"since": "yesterday"}).status_code == 400


def test_nothing_found_says_what_to_try(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk)

    assert "No case is like this" in page(at_the_desk, text="nowhere")
    assert "Nothing with a date" in page(at_the_desk, "timeline", text="nowhere")
    assert "No point to show" in page(at_the_desk, "map")


def test_the_list_is_paged_and_keeps_what_was_asked(desk: Organisation, at_the_desk: Client) -> None:
    for number in range(51):
        an_event(a_case(desk, slug=f"case-{number}"))

    text = page(at_the_desk, country="KZ", sort="changed")

    assert "Page 1 of 2" in text
    assert 'href="?country=KZ&amp;sort=changed&amp;page=2"' in text
    assert page(at_the_desk, country="KZ", page="2").count("Name en") == 1


def test_a_page_of_cases_takes_the_same_statements_however_many_there_are(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk, body="strike")
    page(at_the_desk)
    with CaptureQueriesContext(connection) as few:
        page(at_the_desk, text="strike")
    for number in range(8):
        a_found_case(desk, slug=f"more-{number}", body="strike")
    page(at_the_desk)
    with CaptureQueriesContext(connection) as many:
        page(at_the_desk, text="strike")

    # Two are the menu's: how much mail to the house waits. PostgreSQL is told for a moment to stay with its index over words.
    assert len(many) == len(few) <= (38 if connection.vendor == "sqlite" else 42)


def test_words_with_marks_on_their_letters_are_marked_whole_and_cut_off_ones_not_at_all() -> None:
    town = "Ақтау\u0301"

    assert marked(f"В {town}, {town}ға", wanted_words("актау")) == [
        Piece("В ", is_match=False),
        Piece(town, is_match=True),
        Piece(", ", is_match=False),
        Piece(f"{town}ға", is_match=True),
    ]
    assert excerpt(f"{'nothing ' * 20}strike {'strikes-' * 20}", wanted_words("strike"), around=20)[1:] == [
        Piece("nothing nothing ", is_match=False),
        Piece("strike", is_match=True),
        Piece(" …", is_match=False),
    ]
    assert excerpt("nothing", wanted_words("strike")) == []


@pytest.mark.parametrize("text", ["Ақтау, in Ақтау", "ʼtis a Straße, ①", "ａｂ ½ cafe\u0301s", "حكيية ـ ىیک", "naïve İstanbul", "a-b_c 漢字 가각"])
def test_a_word_is_marked_alike_whether_letters_are_folded_one_by_one_or_all_at_once(text: str) -> None:
    for word in dict.fromkeys(words_in(text)):
        one_by_one = [(piece.text, piece.is_match) for piece in marked(text, wanted_words(word))]

        # The letter behind the text is folded to two: then places are counted.
        counted = [(piece.text, piece.is_match) for piece in marked(f"{text} ﬁ", wanted_words(word))]

        assert [one for one in counted if one[1]] == [one for one in one_by_one if one[1]]
        assert "".join(words for words, _is_match in one_by_one) == text


def test_the_timeline_leads_from_years_to_months_to_cases(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk, when="2011-02-03")
    a_found_case(desk, slug="vague", when="2011")

    assert f'href="{reverse("cases_desk:timeline")}?began=2011"' in page(at_the_desk, "timeline")
    months = page(at_the_desk, "timeline", began="2011")
    assert f'href="{reverse("cases_desk:index")}?began=2011-02"' in months
    assert "2011, month not known" in months


def test_the_map_draws_marks_and_says_the_same_in_a_table(desk: Organisation, at_the_desk: Client) -> None:
    case = a_found_case(desk)
    for latitude, longitude in ((43.65, 51.15), (43.651, 51.151), (51.16, 71.45)):
        an_event(case, latitude=latitude, longitude=longitude)

    text = page(at_the_desk, "map")
    (closer,) = re.findall(r'<th scope="row"><a href="([^"]+)"><bdi dir="ltr">43\.', text)

    assert "3 events with a point" in text
    assert text.count("<circle") == 2
    assert "2 events with a point" in at_the_desk.get(closer.replace("&amp;", "&")).text


def test_one_place_alone_is_shown_among_its_borders_and_leads_closer(desk: Organisation, at_the_desk: Client) -> None:
    an_event(a_found_case(desk), latitude=51.81, longitude=68.36)

    text = page(at_the_desk, "map")
    (closer,) = re.findall(r'<th scope="row"><a href="([^"]+)"><bdi dir="ltr">51\.', text)
    (border,) = re.findall(r'class="desk-map__border" d="([^"]*)"', text)

    assert border
    assert closer.startswith(reverse("cases_desk:map"))
    assert f'<a href="{reverse("cases_desk:index")}?area=' in at_the_desk.get(closer.replace("&amp;", "&")).text


def test_each_way_to_look_gives_exactly_itself_as_a_file(desk: Organisation, at_the_desk: Client) -> None:
    case = a_found_case(desk, slug="fined", kind=FINED, when="2011")
    case.texts.update(name="=HYPERLINK(1)")
    an_act(case, kind=FINED, event=an_event(case, latitude=43.65, longitude=51.15, precision="exact"))
    a_found_case(desk, slug="jailed", when="2010")

    rows = list(csv.DictReader(io.StringIO(file(at_the_desk, "list_file", act="acts/expression"))))
    years = list(csv.reader(io.StringIO(file(at_the_desk, "timeline_file", act="acts/expression", began="2011"))))
    (feature,) = json.loads(file(at_the_desk, "map_file", act="acts/expression"))["features"]

    assert [row["number"] for row in rows] == ["2010-fined"]
    assert not rows[0]["title"].startswith("=")
    assert years == [["began", "cases"], ["2011", "1"]]
    assert feature["geometry"]["coordinates"] == [51.15, 43.65]
    assert feature["properties"]["case"] == "2010-fined"


def test_the_file_of_the_list_says_what_its_lines_say(desk: Organisation, at_the_desk: Client) -> None:
    case = a_found_case(desk, slug="jailed")
    fifteen_days(case)

    (row,) = csv.DictReader(io.StringIO(file(at_the_desk, "list_file")))

    assert [row[name] for name in ("custody", "term_days", "languages")] == ["overdue", "15", "en"]
    assert f"day {row['custody_day']} · <small>{int(row['custody_day']) - 15} days over</small>" in " ".join(page(at_the_desk).split())


def test_a_view_is_kept_found_again_and_removed(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk, kind=FINED)
    here = reverse("cases_desk:views")

    answer = at_the_desk.post(f"{here}?act=acts/expression&page=2", {"name": "Fines"}, follow=True)

    assert answer.request["QUERY_STRING"] == "act=acts%2Fexpression"
    assert "Fines" in page(at_the_desk)
    view = SavedView.objects.get()
    at_the_desk.post(reverse("cases_desk:remove_view", args=[view.pk]))
    assert not SavedView.objects.exists()
    assert list(LogEntry.objects.filter(subject=view.subject).order_by("pk").values_list("verb", flat=True)) == ["save view", "remove view"]


def test_two_views_of_one_name_are_refused_beside_the_name(desk: Organisation, at_the_desk: Client) -> None:
    for _ in range(2):
        answer = at_the_desk.post(f"{reverse('cases_desk:views')}?text=fined", {"name": "Fines"})

    assert "There is a view of this name." in answer.text
    assert SavedView.objects.count() == 1


def test_views_and_files_of_another_desk_stay_there(desk: Organisation, at_the_desk: Client) -> None:
    other = an_organisation("other")
    a_found_case(other, slug="theirs", when="2011")
    view = SavedView.objects.create(organisation=other, name="Theirs", query="text=x", made_at=NOW)

    assert at_the_desk.post(reverse("cases_desk:remove_view", args=[view.pk])).status_code == 404
    assert "Theirs" not in page(at_the_desk, "views")
    assert "theirs" not in file(at_the_desk, "list_file")
    assert "2011" not in file(at_the_desk, "timeline_file")


@pytest.mark.parametrize("name", ["index", "timeline", "map", "views", "list_file", "timeline_file", "map_file"])
def test_strangers_see_none_of_it(desk: Organisation, client: Client, name: str) -> None:
    answer = client.get(reverse(f"cases_desk:{name}"))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_looking_changes_nothing(desk: Organisation, at_the_desk: Client) -> None:
    a_found_case(desk)
    before = LogEntry.objects.count()

    page(at_the_desk, text="case")

    assert LogEntry.objects.count() == before
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_statement_that_stands_ready_finds_the_same_texts(desk: Organisation, number: int) -> None:
    found = [a_found_case(desk, slug=f"case-{place}", body=f"Words of {place}.") for place in range(number)]
    found[0].sources.create(publisher="Nobody may know", is_confidential=True)
    keys = [case.pk for case in found]

    ready = sorted(texts_of(cases=keys))

    assert ready == sorted(all_texts(keys))
    assert {case for case, _text in ready} == set(keys)
    assert not any("Nobody may know" in text for _case, text in ready)
    # Asked of others, it speaks of them.
    assert {case for case, _text in texts_of(cases=[a_found_case(desk, slug="another").pk])} == {Case.objects.latest("pk").pk}


def test_saving_an_act_takes_as_many_statements_however_many_acts_the_case_has(desk: Organisation, at_the_desk: Client) -> None:
    def statements(case: Case) -> int:
        act = case.acts.first()
        assert act is not None
        address = reverse("cases_desk:case_part", args=[case.pk, "acts", act.pk])
        typed = {"facts-event": act.event_id, "facts-kind": act.kind_id, "facts-when": "2010-12-20~", "facts-seen": mark(act), "en-headline": "Jailed again"}
        typed |= {"en-seen_version": 1, "en-source_version": 0}
        typed |= {f"{language}-{name}": 0 for language in ("ru", "kk", "ar") for name in ("seen_version", "source_version")}
        with CaptureQueriesContext(connection) as asked:
            assert at_the_desk.post(address, typed).status_code == 302
        return len(asked)

    few, many = a_found_case(desk), a_found_case(desk, slug="many")
    for _number in range(4):
        an_act(many, event=many.events.first())
    statements(a_found_case(desk, slug="first"))

    assert statements(few) == statements(many) <= 36
