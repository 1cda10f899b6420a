import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcry.vocabularies import queries
from outcry.vocabularies.models import Term, TermLabel
from outcry.vocabularies.operations import load_shipped, move_term, retire_term
from outcry.vocabularies.tests.cast import NOW, a_list, a_term, at_the_desk, rosa

pytestmark = pytest.mark.django_db
DESK = "/desk/vocabularies/"


def the_desk() -> Client:
    return at_the_desk(rosa())


def filled(**labels: str) -> dict[str, str]:
    """The words form with these labels, each language as it was when the page was opened."""
    blank = {f"{code}-{name}": "" for code in ("en", "ru", "kk", "ar") for name in ("label", "definition")}
    seen = {f"{code}-{name}": "0" for code in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    return blank | seen | labels


@pytest.mark.parametrize(
    "path",
    [
        "",
        "import/",
        "export/terms.csv",
        "list/birds/",
        "list/birds/?q=gull",
        "list/birds/add/",
        "list/birds/history/",
        "list/birds/export.csv",
        "list/birds/export.jsonld",
        "term/{pk}/",
        "term/{pk}/words/",
        "term/{pk}/move/",
        "term/{pk}/retire/",
    ],
)
def test_every_page_is_for_staff_alone_and_changes_nothing(path: str, client: Client) -> None:
    address = DESK + path.format(pk=a_term("Gull").pk)

    stranger, colleague = client.get(address), the_desk().get(address)

    assert stranger.status_code == 302
    assert "/desk/login/" in stranger.headers["Location"]
    assert colleague.status_code == 200
    assert a_list().version == 1


def test_a_term_is_added_beneath_another_in_two_languages() -> None:
    seabird = a_term("Seabird")

    answer = the_desk().post(f"{DESK}list/birds/add/?below={seabird.pk}", filled(**{"en-label": "Gull", "kk-label": "Шағала"}))

    gull = queries.term(code="birds/seabird/gull")
    assert answer.headers["Location"] == f"{DESK}term/{gull.pk}/"
    assert gull.parent == seabird
    assert queries.wording(term=gull, language="kk").label == "Шағала"


def test_a_term_without_a_label_is_refused_and_the_input_stays() -> None:
    a_list()

    answer = the_desk().post(f"{DESK}list/birds/add/", filled(**{"en-definition": "Lives by the sea."}))

    assert answer.status_code == 200
    assert "Write the term itself" in answer.content.decode()
    assert "Lives by the sea." in answer.content.decode()
    assert not Term.objects.exists()


def test_whoever_saves_words_second_sees_both() -> None:
    gull = a_term("Gull")
    first = filled(**{"en-label": "Mew", "en-seen_version": "1"})
    second = filled(**{"en-label": "Larus", "en-seen_version": "1"})
    the_desk().post(f"{DESK}term/{gull.pk}/words/", first)

    answer = the_desk().post(f"{DESK}term/{gull.pk}/words/", second)

    page = answer.content.decode()
    assert "Somebody else saved this text" in page
    assert "Mew" in page
    assert 'value="Larus"' in page
    assert queries.wording(term=gull, language="en").label == "Mew"


def test_whoever_moves_second_is_shown_the_term_as_it_is() -> None:
    seabird, owl, gull = a_term("Seabird"), a_term("Owl"), a_term("Gull")
    move_term(term=gull, parent=seabird, seen_version=1, by=None, now=NOW)

    answer = the_desk().post(f"{DESK}term/{gull.pk}/move/", {"parent": owl.pk, "seen_version": "1"})

    assert "Somebody else changed this term" in answer.content.decode()
    assert f'value="{seabird.pk}" selected' in answer.content.decode()
    gull.refresh_from_db()
    assert gull.parent == seabird


def test_a_circle_is_refused_beside_the_field() -> None:
    seabird = a_term("Seabird")
    gull = a_term("Gull", below=seabird)

    answer = the_desk().post(f"{DESK}term/{seabird.pk}/move/", {"parent": gull.pk, "seen_version": "1"})

    assert "beneath itself" in answer.context["form"].errors["parent"][0]


def test_a_term_is_retired_and_taken_into_use_again() -> None:
    gull, mew = a_term("Gull"), a_term("Mew")
    desk = the_desk()

    desk.post(f"{DESK}term/{gull.pk}/retire/", {"replaced_by": mew.pk, "seen_version": "1"})
    retired = desk.get(f"{DESK}term/{gull.pk}/").content.decode()
    desk.post(f"{DESK}term/{gull.pk}/restore/", {"seen_version": "2"})

    gull.refresh_from_db()
    assert "Use instead:" in retired
    assert gull.is_usable


def test_taking_a_term_into_use_again_needs_a_post() -> None:
    gull = retire_term(term=a_term("Gull"), replaced_by=None, seen_version=1, by=None, now=NOW)

    assert the_desk().get(f"{DESK}term/{gull.pk}/restore/").status_code == 405


def test_a_term_without_the_readers_language_is_shown_in_another_and_says_so() -> None:
    a_term("Gull", fr="Goéland")
    TermLabel.objects.filter(language="en").delete()

    page = the_desk().get(f"{DESK}list/birds/").content.decode()

    assert '<span lang="fr" dir="ltr">Goéland</span>' in page


def test_search_finds_a_term_in_any_language_and_shows_the_way_to_it() -> None:
    a_term("Gull", below=a_term("Seabird"), kk="Шағала")

    page = the_desk().get(f"{DESK}list/birds/?q=шагала").content.decode()
    nothing = the_desk().get(f"{DESK}list/birds/?q=owl").content.decode()

    assert "Gull" in page
    assert "Seabird" in page
    assert "Nothing found" in nothing


def test_the_history_tells_what_was_and_what_is() -> None:
    gull = a_term("Gull")
    the_desk().post(f"{DESK}term/{gull.pk}/words/", filled(**{"en-label": "Mew", "en-seen_version": "1"}))

    for page in (the_desk().get(f"{DESK}list/birds/history/"), the_desk().get(f"{DESK}term/{gull.pk}/")):
        assert '<del lang="en" dir="ltr">Gull</del>' in page.content.decode()
        assert '<ins lang="en" dir="ltr">Mew</ins>' in page.content.decode()


def test_pages_ask_as_often_for_thousands_of_terms_as_for_a_few() -> None:
    few = _asked_for("few", terms=160)
    many = _asked_for("many", terms=4_500)

    assert few == many


def _asked_for(key: str, *, terms: int) -> list[int]:
    vocabulary = a_list(key)
    rows = [Term(vocabulary=vocabulary, code=f"{key}/{number}", number=number, path=f"{vocabulary.pk:06d}{number:06d}") for number in range(1, terms + 1)]
    Term.objects.bulk_create(rows)
    TermLabel.objects.bulk_create([TermLabel(term=row, language="en", label=row.code, folded=row.code) for row in rows])
    desk, asked = the_desk(), []
    desk.get(f"{DESK}list/{key}/")
    for page in ("", "?page=2", "?q=1"):
        with CaptureQueriesContext(connection) as queries_of_page:
            assert desk.get(f"{DESK}list/{key}/{page}").status_code == 200
        asked.append(len(queries_of_page))
    return asked


def test_a_file_is_counted_first_and_then_taken_in() -> None:
    table = "list,code,label:en\nbirds,birds/gull,Gull\nbirds,birds/Owl,Owl\n"
    desk = the_desk()

    counted = desk.post(f"{DESK}import/", {"file": SimpleUploadedFile("mine.csv", table.encode()), "dry_run": "on"}).content.decode()
    before = Term.objects.count()
    taken = desk.post(f"{DESK}import/", {"file": SimpleUploadedFile("mine.csv", table.encode())}).content.decode()

    assert "What would happen" in counted
    assert "small letters" in counted
    assert "rows: <b>1</b> · " in counted
    assert before == 0
    assert "What happened" in taken
    assert queries.term(code="birds/gull")


def test_a_file_of_another_kind_is_refused_beside_the_field() -> None:
    answer = the_desk().post(f"{DESK}import/", {"file": SimpleUploadedFile("a.csv", b"name\nGull\n"), "dry_run": "on"})

    assert "no column" in answer.context["form"].errors["file"][0]


def test_a_table_from_the_desk_can_be_taken_in_again() -> None:
    load_shipped(now=NOW)
    desk = the_desk()

    table = desk.get(f"{DESK}list/courts/export.csv").content
    desk.post(f"{DESK}import/", {"file": io.BytesIO(table)})

    assert queries.vocabulary(key="courts").version == 1
