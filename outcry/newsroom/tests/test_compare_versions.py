"""Rosa compares two versions of a report, and takes an older one up again."""

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Revision

from outcry.accounts.models import User
from outcry.cases.tests.cast import a_case, a_term
from outcry.evidence.models import Level
from outcry.groups.tests.cast import a_group
from outcry.newsroom.drawing.charts import COLUMNS, ROWS
from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import a_newsroom, a_ready_document, a_ready_picture, a_report, an_appeal, an_organisation, emeka, the_block, the_document
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)

CHART = {"title": "Arrests", "unit": "arrests", "head": "year", "kind": COLUMNS, "rows": [{"label": "2010", "number": 3}], "address": "", "source": 1}
PARAGRAPH = {"text": "<p>They came.</p>", "source": 1}


def saved(report: ReportPage, *blocks: tuple[str, dict[str, Any]], by: User | None = None) -> Revision:
    report = ReportPage.objects.get(pk=report.pk)
    draft = report.get_latest_revision_as_object()
    raw = [{"type": kind, "value": value, "id": f"00000000-0000-0000-0000-{number:012}"} for number, (kind, value) in enumerate(blocks)]
    draft.body = draft.body.stream_block.to_python(raw)
    revision: Revision = draft.save_revision(user=by, log_action=True)
    return revision


def compared(client: Client, first: Revision, second: Revision) -> str:
    """What the page says was taken out (-) and what came in (+), without its frame."""
    client.force_login(emeka())
    html = client.get(f"/desk/pages/{first.object_id}/revisions/compare/{first.pk}...{second.pk}/").text
    body = html.partition('class="listing')[2] or html
    marked = re.sub(r'<span class="deletion">(.*?)</span>', r"-\1-", body)
    marked = re.sub(r'<span class="addition">(.*?)</span>', r"+\1+", marked)
    return " ".join(re.sub(r"<[^>]+>", " ", marked).split())


def test_each_kind_of_block_is_compared_in_the_editors_words(client: Client) -> None:
    (report,) = a_report()
    wall, gate, ruling = a_ready_picture("A wall"), a_ready_picture("A gate"), a_ready_document()
    appeal = an_appeal()
    figure = {"address": "/en/database/figures/?country=KZ", "words": "acts"}
    before: list[tuple[str, dict[str, Any]]] = [
        ("paragraph", PARAGRAPH),
        ("heading", {"text": "The wall"}),
        ("quote", {"text": "We heard them.", "attribution": "A neighbour", "source": None}),
        the_block(wall),
        ("gallery", {"pictures": [the_block(wall)[1]], "caption": ""}),
        the_document(ruling),
        ("number", figure),
        ("chart", CHART),
        ("map", {"title": "Where", "address": "/en/database/map/"}),
        ("appeal_form", {"appeal": ""}),
        ("donation", {"donation": ""}),
        ("case", {"case": ""}),
    ]
    after: list[tuple[str, dict[str, Any]]] = [
        ("paragraph", PARAGRAPH | {"text": "<p>They all came.</p>", "source": None}),
        ("heading", {"text": "The gate"}),
        ("quote", {"text": "We heard them all.", "attribution": "A neighbour", "source": 1}),
        the_block(gate, alt="", is_decorative=True),
        ("gallery", {"pictures": [the_block(gate)[1]], "caption": ""}),
        the_document(ruling, about="Of 2011."),
        ("number", figure | {"words": "acts in Kazakhstan"}),
        ("chart", CHART | {"kind": ROWS, "rows": [{"label": "2010", "number": 4}]}),
        ("map", {"title": "Where it was", "address": "/en/database/map/"}),
        ("appeal_form", {"appeal": str(appeal.pk)}),
        ("donation", {"donation": "4711"}),
        ("case", {"case": ""}),
    ]

    told = compared(client, saved(report, *before), saved(report, *after))

    for words in (
        "They -came.- +all came.+", "The -wall- +gate+", "We heard them -.- + all.+", "A -wall (Rosa)- +gate (Rosa)+", "- no - + yes +", "- 3 - + 4 +",
        "upright, in the order of time", "lying, one below the other", "+ Free Anna +", "+ no longer there +", "Where + it was +",
    ):  # fmt: skip
        assert words.replace(" ", "") in told.replace(" ", ""), (words, told)
    assert "None" not in told
    assert "columns" not in told


def tied(report: ReportPage, **ties: list[Any]) -> Revision:
    draft = ReportPage.objects.get(pk=report.pk).get_latest_revision_as_object()
    for name, rows in ties.items():
        setattr(draft, name, rows)
    revision: Revision = draft.save_revision()
    return revision


def test_what_a_report_belongs_to_is_compared_by_name(client: Client) -> None:
    (report,) = a_report()
    before = report.latest_revision
    case, topic = a_case(an_organisation(), slug="vzglyad"), a_term("topics/media")
    after = tied(report, cases=[case], appeals=[an_appeal()], groups=[a_group()], topics=[topic])

    told = compared(client, before, after)

    for words in ("+ Name en (2010-vzglyad) +", "+ Free Anna +", "+ Miners’ union (en) +", "+ Media +"):
        assert words.replace(" ", "") in told.replace(" ", ""), (words, told)


def test_whoever_compares_does_not_learn_of_a_case_that_is_kept_from_her(client: Client) -> None:
    (report,) = a_report()
    case = a_case(an_organisation(), slug="secret", level=Level.RESTRICTED)
    before, after = report.latest_revision, tied(report, cases=[case])

    told = compared(client, before, after)

    assert case.number not in told
    assert "secret" not in told
    assert "cases" not in told.lower()


def test_the_history_names_who_saved_what_and_an_older_version_comes_back_as_a_draft(client: Client) -> None:
    (report,) = a_report()
    user = emeka()
    older = saved(report, ("heading", {"text": "As it was"}), by=user)
    later = saved(report, ("heading", {"text": "As it is"}), by=user)
    client.force_login(user)

    history = client.get(f"/desk/pages/{report.pk}/history/").text
    again = client.get(f"/desk/pages/{report.pk}/revisions/{older.pk}/revert/").text

    assert user.get_username() in history
    assert re.search(rf"/desk/pages/{report.pk}/revisions/compare/[^\"]*{later.pk}", history)
    assert "As it was" in again
    assert "As it was" not in Client().get(report.address()).text


def test_readers_are_told_the_version_that_they_read() -> None:
    (report,) = a_report()
    draft = ReportPage.objects.get(pk=report.pk)
    draft.title = "At midnight, put right"
    draft.save_revision().publish()

    assert "version 2" in Client().get(report.address()).text.lower()
