"""The rules that our feeds are held against find what the W3C's validator finds in its own samples."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from outcry.lib.feeds import Shape, written
from outcry.lib.tests.feed_rules import broken_in
from outcry.lib.tests.test_write_feeds import a_feed, an_entry

# One that begins with "!" is a good one by the rule it names, and may be without what a whole feed needs.
_EXPECT = re.compile(r"Expect:\s+(\w+)(?:\{(.*?)\})?")
_KNOWN = {"DuplicateElement", "MissingElement", "InvalidRFC3339Date", "InvalidRFC2822Date", "InvalidContact"}
# Parts of a feed that ours never have.
_NOT_OURS = re.compile(r"element:(?:cloud|image|url|width|height|hour|day|skip|textInput|source|category|rating)|parent:(?:image|textInput|cloud|skip)")


def samples(real_data: Path, folder: str) -> list[tuple[str, str, bytes]]:
    """Name, rule and the sample, of those that break a rule we know."""
    found = []
    for path in sorted((real_data / "feeds" / "feedvalidator" / folder).rglob("*.xml")):
        content = path.read_bytes()
        told = _EXPECT.search(content.decode(errors="replace"))
        if told and told[1] in _KNOWN and not _NOT_OURS.search(told[2] or ""):
            found.append((path.name, told[1], content))
    return found


@pytest.mark.parametrize(("folder", "shape", "least"), [("atom", "atom", 60), ("rss20", "rss", 20)])
def test_the_rules_find_what_is_broken_in_the_samples_of_the_validator(real_data: Path, folder: str, shape: str, least: int) -> None:
    missed, tried = [], 0
    for name, rule, content in samples(real_data, folder):
        try:
            rules = {rule for rule, _where in broken_in(content, shape)}
        except ElementTree.ParseError:
            continue
        tried += 1
        if rule not in rules:
            missed.append(f"{name}: {rule}, {rules}")

    assert missed == []
    assert tried >= least


@pytest.mark.parametrize("shape", list(Shape))
def test_what_we_write_keeps_them(shape: Shape) -> None:
    feed = a_feed(an_entry(), an_entry(identifier="urn:uuid:1d1f1a0e-5a5e-4d0b-9b63-3a1f0f6a2d11", html="", summary="", last_day=None))

    assert broken_in(written(feed, shape), shape) == []


@pytest.mark.parametrize("shape", list(Shape))
def test_an_entry_told_twice_is_found(shape: Shape) -> None:
    feed = a_feed(an_entry(), an_entry())

    assert [rule for rule, _where in broken_in(written(feed, shape), shape)] == ["DuplicateValue"]


@pytest.mark.parametrize("shape", [Shape.ATOM, Shape.RSS, Shape.JSON])
@pytest.mark.parametrize("html", ['<p><a href="/en/">here</a></p>', "<script>1</script>", '<p onclick="x">x</p>'])
def test_addresses_without_a_host_and_what_runs_are_found(shape: Shape, html: str) -> None:
    assert broken_in(written(a_feed(an_entry(html=html)), shape), shape)
