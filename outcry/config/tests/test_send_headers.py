"""Every answer says what a browser may do with it; the desk's forms must still be sent."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_desk_lets_a_browser_name_the_origin_of_its_forms(client: Client) -> None:
    assert client.get("/desk/login/")["Referrer-Policy"] == "same-origin"


def test_public_pages_tell_nobody_where_a_visitor_came_from(client: Client) -> None:
    assert client.get("/robots.txt")["Referrer-Policy"] == "no-referrer"
