"""Error pages keep the site's look and ask the database nothing. No test here may touch it."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from outcry.front.views.errors import server_error, unavailable


def test_a_failure_is_told_without_a_database() -> None:
    with override("en"):
        answer = server_error(RequestFactory().get("/en/"))

    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke on our side" in page
    assert "outcry.css" in page


def test_whoever_typed_a_protest_gets_it_back() -> None:
    request = RequestFactory().post("/en/appeals/x/", {"name": "Ann", "letter": "<b>Mine</b>", "token": "secret"})

    with override("en"):
        page = unavailable(request).content.decode()

    assert "Your protest is not sent yet" in page
    assert "&lt;b&gt;Mine&lt;/b&gt;" in page
    assert "secret" not in page


def test_an_error_page_speaks_the_readers_language() -> None:
    with override("ar"):
        page = server_error(RequestFactory().get("/ar/")).content.decode()

    assert '<html lang="ar" dir="rtl">' in page


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"])
def test_every_error_page_can_be_drawn_from_nothing(template: str) -> None:
    with override("en"):
        page = render_to_string(template)

    assert "outcry.css" in page
    assert "<h1" in page
