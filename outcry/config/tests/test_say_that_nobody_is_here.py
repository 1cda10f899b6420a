"""Before an organisation was created, every public page says so; none breaks."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/en/", "/ru/appeals/", "/en/cases/", "/en/about/imprint/", "/ar/about/privacy/"])
def test_a_site_without_an_organisation_says_how_one_comes(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code in {200, 503}
    if answer.status_code == 503:
        assert "outcry organisation create" in answer.content.decode()


def test_the_home_page_of_an_empty_site_is_not_an_error(client: Client) -> None:
    answer = client.get("/en/")

    assert answer.status_code == 503
    assert "Nobody is here yet" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
