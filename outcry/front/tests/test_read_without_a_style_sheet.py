"""Who reads with a text browser gets the same page in order: paragraphs, one choice a line, no button without a name."""

import re
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.test import Client

from outcry.appeals.models import LetterText
from outcry.design.templatetags.outcry import lines
from outcry.front.tests.people import an_appeal_open_today

BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "legend", "fieldset", "form", "ul", "ol", "dt", "dd", "summary", "br", "section"}


class TextBrowser(HTMLParser):
    """Knows paragraphs and line breaks, as browsers without style sheets do."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows = [""]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.rows.append("")
        if tag == "input" and ("type", "submit") in attrs:
            self.rows[-1] += f"[{dict(attrs).get('value')}]"

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.rows.append("")

    def handle_data(self, data: str) -> None:
        self.rows[-1] = " ".join(f"{self.rows[-1]}{data}".split()) + (" " if data.endswith((" ", "\n")) else "")

    def read(self) -> list[str]:
        return [row.strip() for row in self.rows if row.strip()]


def test_lines_are_broken_and_copied_as_they_were() -> None:
    text = "one <b>\ntwo\n\nthree"

    drawn = lines(text)

    assert drawn == "one &lt;b&gt;<br>\ntwo<br>\n<br>\nthree"
    assert re.sub("<[^>]*>", "", drawn).replace("&lt;", "<").replace("&gt;", ">") == text


@pytest.mark.django_db
def test_an_appeal_is_read_line_by_line(client: Client) -> None:
    appeal = an_appeal_open_today()
    LetterText.objects.filter(letter__appeal=appeal).update(body="The first paragraph.\n\nThe second one.")

    rows = TextBrowser(client.get(f"/en/appeals/{appeal.slug}/").content.decode()).read()

    assert {"The first paragraph.", "The second one."} <= set(rows)
    assert {"My country only", "My initials and country", "My full name and country"} <= set(rows)
    assert "Skip to content" in rows
    assert "[Send my protest]" in rows


def test_the_days_in_detention_stand_apart() -> None:
    clock = {"state": "held", "day": 2, "term_days": 3, "strip": [{"number": number, "kind": ""} for number in (20, 21, 22)]}
    template = engines["django"].from_string('{% include "design/clock.html" with clock=clock only %}')

    assert "20 21 22" in TextBrowser(template.render({"clock": clock})).read()


@pytest.mark.django_db
def test_a_tag_and_what_follows_it_are_two_words(client: Client) -> None:
    an_appeal_open_today()

    page = client.get("/en/appeals/").content.decode()

    assert re.search(r'kicker__flag"[^>]*>[^<]*</span> ', page)
