"""Translators take texts along in the formats of their programs, and bring them back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outcry.newsroom.models import ReportPage
from outcry.newsroom.tests.cast import NOW, a_newsroom, a_report, emeka
from outcry.newsroom.translating import units as formats
from outcry.newsroom.translating.exchange import Brought, bring_in, units_of
from outcry.newsroom.translating.units import Unit, Unreadable
from outcry.newsroom.translating.work import Standing, work_on
from tests.once import once_for_the_file
from tests.start import REAL_DATA

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)
WRITERS = pytest.mark.parametrize("write", [formats.as_po, formats.as_xliff])
HARD = Unit(report="r", key="body/1/text", source='<p>One & "two"\n\tthree \\ %s %(x)s</p>', target="<p>Екі «үш»\nمرحبا 𐍈 e\u0301</p>", about="Text")


def brought(units: list[Unit]) -> list[Brought]:
    return bring_in(units=units, language="kk", organisation=a_newsroom(), by=None, now=NOW)


def filled(report: ReportPage, **changes: str | bool) -> list[Unit]:
    found = units_of([work_on(source=report, language="kk")])
    return [Unit(report=one.report, key=one.key, source=one.source, **{"target": f"Қ {one.source}"[:200], **changes}) for one in found]  # type: ignore[arg-type]


@WRITERS
@pytest.mark.parametrize("unit", [HARD, Unit(report="r", key="title", source="A", target="Б", is_doubtful=True), Unit(report="r", key="t", source="Same")])
def test_what_is_written_is_read_again(write: object, unit: Unit) -> None:
    language, (read,) = formats.read(write([unit], language="kk", source_language="en"))  # type: ignore[operator]

    assert language == "kk"
    assert (read.report, read.key, read.source, read.target, read.is_doubtful) == (unit.report, unit.key, unit.source, unit.target, unit.is_doubtful)


@WRITERS
def test_the_same_words_in_two_places_stay_two_texts(write: object) -> None:
    twice = [Unit(report="r", key=key, source="The wall", target=key) for key in ("a", "b")]

    _language, read = formats.read(write(twice, language="kk", source_language="en"))  # type: ignore[operator]

    assert [(one.key, one.target) for one in read] == [("a", "a"), ("b", "b")]


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\x00\xff\xfe",
        b"msgid nothing",
        b"<xliff/>",
        b"<html><body></body></html>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xliff version="1.2">&a;</xliff>',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "b"\n',
    ],
)
def test_what_can_not_be_read_is_refused(file: bytes) -> None:
    with pytest.raises(Unreadable):
        formats.read(file)


@pytest.mark.skipif(not (REAL_DATA / "security").is_dir(), reason="the real data is not here")
def test_no_hostile_file_does_more_than_to_be_refused() -> None:
    for file in [path for path in Path(REAL_DATA / "security").rglob("*") if path.is_file() and path.stat().st_size < 200_000][:200]:
        try:
            formats.read(file.read_bytes())
        except Unreadable:
            continue


def test_what_comes_back_is_saved_as_a_draft_and_twice_changes_nothing() -> None:
    (report,) = a_report()
    units = filled(report)

    (first,), (second,) = brought(units), brought(units)

    assert (first.saved, first.refused) == (5, ())
    assert (second.saved, second.unchanged) == (0, 5)
    assert work_on(source=report, language="kk").is_whole
    assert not ReportPage.objects.get(locale__language_code="kk").live


def test_a_text_marked_as_doubtful_is_kept_and_stays_behind() -> None:
    (report,) = a_report()

    brought(filled(report, is_doubtful=True))

    assert work_on(source=report, language="kk").number(Standing.BEHIND) == 5


def test_each_text_that_can_not_be_taken_is_told_with_its_reason() -> None:
    (report,) = a_report()
    title, standfirst, *rest = filled(report)
    wrong = [
        Unit(report=title.report, key="title", source="Another headline", target="Қ"),
        Unit(report=title.report, key="body/gone/text", source="Gone", target="Қ"),
        Unit(report=title.report, key="title", source=title.source, target="Қ" * 300),
        Unit(report=title.report, key=standfirst.key, source=standfirst.source),
    ]

    (done,) = brought([*wrong, *rest])

    assert (done.saved, done.empty) == (3, 1)
    assert done.refused == (
        "“Another headline”: the source has other words by now.",
        "“Gone”: there is no such text any more.",
        f"“{'Қ' * 60}…”: at most 255 characters.",
    )


def test_a_report_that_is_not_ours_is_told(client: Client) -> None:
    (done,) = brought([Unit(report="8d7f5b1e-0000-4000-8000-000000000000", key="title", source="a", target="b")])

    assert done.refused == ("No report of ours is named so.",)


@pytest.mark.parametrize("kind", ["po", "xlf"])
def test_a_file_goes_and_comes_back_by_the_desk(client: Client, kind: str) -> None:
    (report,) = a_report()
    client.force_login(emeka())
    taken = client.get(f"/desk/translations/{report.pk}/kk/report.{kind}")
    _language, units = formats.read(taken.content)
    write = {"po": formats.as_po, "xlf": formats.as_xliff}[kind]
    back = write([Unit(report=u.report, key=u.key, source=u.source, target=f"Қ{n}") for n, u in enumerate(units)], language="kk", source_language="en")

    answer = client.post("/desk/translations/bring/", {"file": SimpleUploadedFile(f"back.{kind}", back)})

    assert taken.headers["Content-Disposition"] == f'attachment; filename="at-midnight-kk.{kind}"'
    assert "5 texts are saved." in answer.content.decode()
    assert work_on(source=report, language="kk").is_whole


def test_everything_that_waits_in_a_language_goes_into_one_file(client: Client) -> None:
    a_report(key="one", slug="one")
    a_report(key="two", slug="two")
    client.force_login(emeka())

    taken = client.get("/desk/translations/reports.xlf?language=kk")

    assert len({unit.report for unit in formats.read(taken.content)[1]}) == 2
    assert client.get("/desk/translations/reports.xlf").status_code == 404


def test_a_file_in_a_language_of_which_the_site_has_none_is_given_back(client: Client) -> None:
    client.force_login(emeka())
    file = formats.as_po([HARD], language="fr", source_language="en")

    answer = client.post("/desk/translations/bring/", {"file": SimpleUploadedFile("back.po", file)})

    assert "This is neither PO nor XLIFF 1.2" in answer.content.decode()
