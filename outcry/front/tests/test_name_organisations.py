"""Appeals and gatherings say to which organisations they belong, as long as those may be named."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from outcry.front.tests.test_read_a_page import an_appeal_with_its_case
from outcry.gatherings.tests.cast import NOW, a_gathering
from outcry.groups import operations
from outcry.groups.material import GroupDetails, GroupWords
from outcry.groups.models import Group

pytestmark = pytest.mark.django_db


def miners(organisation: Any, *, appeals: list[int], gatherings: list[int]) -> Group:
    """A union that is kept inside, with what belongs to it."""
    texts = {"en": GroupWords(name="Miners"), "ru": GroupWords(name="Горняки")}
    group = operations.add_group(organisation=organisation, details=GroupDetails(slug="miners", kind="union"), texts=texts, by=None, now=NOW)
    operations.tie(group=group, cases=[], appeals=appeals, gatherings=gatherings, by=None, now=NOW)
    return group


def organiser(html: str) -> Any:
    """What the page of an event tells programs of who holds it."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return json.loads(data)["organizer"]


def test_a_gathering_names_its_organisation_to_people_and_programs_once_it_may_be_named(client: Client) -> None:
    gathering = a_gathering()
    address = f"/en/gatherings/{gathering.slug}/"
    group = miners(gathering.organisation, appeals=[], gatherings=[gathering.pk])

    kept = client.get(address).text
    operations.show(group=group, reason="In the open.", by=None, now=NOW)
    shown = client.get(address).text
    operations.hide(group=group, by=None, now=NOW)
    hidden = client.get(address).text

    assert "Miners" not in kept + hidden
    assert '<a href="/en/organisations/miners/"><bdi>Miners</bdi></a>' in shown
    assert organiser(kept)["name"] != "Miners"
    assert [(one["name"], one["url"].endswith("/en/organisations/miners/")) for one in organiser(shown)] == [("Miners", True)]


def test_an_appeal_names_its_organisation_in_the_reader_s_language_once_it_may_be_named(client: Client) -> None:
    appeal = an_appeal_with_its_case()
    group = miners(appeal.organisation, appeals=[appeal.pk], gatherings=[])

    kept = client.get(f"/ru/appeals/{appeal.slug}/").text
    operations.show(group=group, reason="In the open.", by=None, now=NOW)
    shown = client.get(f"/ru/appeals/{appeal.slug}/").text

    assert "Горняки" not in kept
    assert '<a href="/ru/organisations/miners/"><bdi>Горняки</bdi></a>' in shown
