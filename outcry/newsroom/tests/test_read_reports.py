"""A reader looks at the list of reports and at one report."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from outcry.newsroom.models import REPORTS_ON_A_PAGE
from outcry.newsroom.operations import Passage, SourceNote
from outcry.newsroom.tests.cast import CONTENT_NOW, ON, a_newsroom, a_report, an_appeal, an_organisation, emeka
from tests.once import once_for_the_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("newsroom")]
newsroom = once_for_the_file(a_newsroom)


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_list_shows_reports_newest_first_under_their_months(client: Client) -> None:
    a_report(key="old", slug="old", headline="The older one", published_on=date(2010, 12, 28))
    a_report(key="new", slug="new", headline="The newer one")

    html = page(client, "/en/reports/")

    assert html.index("January 2011") < html.index("The newer one") < html.index("December 2010") < html.index("The older one")


def test_an_empty_newsroom_says_so(client: Client) -> None:
    a_newsroom()

    assert "No report yet." in page(client, "/en/reports/")


def test_a_report_tells_its_headline_text_dates_and_source(client: Client) -> None:
    a_report(byline="Emeka")

    html = page(client, "/en/reports/at-midnight/")

    for told in (
        "<h1>At midnight (en)</h1>",
        "<p>They came.</p>",
        "31 December 2010",
        "1 January 2011",
        "Emeka",
        "The Paper",
        'href="#source-1"',
        'id="source-1"',
    ):
        assert told in html


def test_a_quote_names_who_said_it(client: Client) -> None:
    a_report(passages=[Passage(kind="quote", text="Let her go.", attribution="A neighbour", source=1)])

    html = page(client, "/en/reports/at-midnight/")

    assert "<blockquote><p>Let her go." in html
    assert "A neighbour" in html


def test_a_reference_to_a_source_that_is_not_there_is_not_drawn(client: Client) -> None:
    a_report(passages=[Passage(kind="paragraph", text="They came.", source=7)])

    assert "source-7" not in page(client, "/en/reports/at-midnight/")


def test_each_language_has_an_address_of_its_own_and_leads_to_the_others(client: Client) -> None:
    a_report("en", "ru", "kk")

    html = page(client, "/ru/reports/at-midnight/")

    assert '<html lang="ru"' in html
    assert "At midnight (ru)" in html
    assert 'href="/kk/reports/at-midnight/"' in html
    assert 'href="/ar/reports/at-midnight/"' in html


def test_the_address_in_another_language_may_be_another_word(client: Client) -> None:
    a_report("en")
    a_report("ru", slug="полночь")

    assert "/ru/reports/%D0%BF%D0%BE%D0%BB%D0%BD%D0%BE%D1%87%D1%8C/" in page(client, "/en/reports/at-midnight/")
    assert "At midnight (ru)" in page(client, "/ru/reports/полночь/")


def test_a_list_fills_up_with_reports_nobody_has_translated_yet(client: Client) -> None:
    a_report("en", "ru")
    a_report("en", key="other", slug="other", headline="Only in English")

    html = page(client, "/ru/reports/")

    assert "At midnight (ru)" in html
    assert "At midnight (en)" not in html
    assert '<a href="/en/reports/other/" lang="en" hreflang="en" dir="ltr">Only in English</a>' in html


def test_arabic_pages_run_from_right_to_left(client: Client) -> None:
    a_report("en", "ar")

    assert '<html lang="ar" dir="rtl">' in page(client, "/ar/reports/at-midnight/")


def test_a_report_without_its_text_in_this_language_says_where_to_read_it(client: Client) -> None:
    a_report("en")
    a_report("ar", passages=[])

    html = page(client, "/ar/reports/at-midnight/")

    assert 'class="unknown"' in html
    assert html.count('href="/en/reports/at-midnight/"') >= 2


def test_a_report_of_tomorrow_is_neither_listed_nor_served(client: Client) -> None:
    a_report("en", "ru", published_on=ON + timedelta(days=1))

    assert "At midnight" not in page(client, "/en/reports/")
    assert client.get("/en/reports/at-midnight/").status_code == 404
    assert client.get("/ru/reports/at-midnight/").status_code == 404


def test_it_appears_when_the_content_clock_reaches_its_day(client: Client) -> None:
    a_report(published_on=ON + timedelta(days=1))
    organisation = an_organisation()
    organisation.content_clock_at = CONTENT_NOW + timedelta(days=1)
    organisation.save()

    assert "At midnight" in page(client, "/en/reports/at-midnight/")


def test_a_translation_of_tomorrow_is_not_named_today(client: Client) -> None:
    a_report("en")
    a_report("ru", published_on=ON + timedelta(days=1))

    assert "<dt>Also in</dt>" not in page(client, "/en/reports/at-midnight/")
    assert "At midnight (en)" in page(client, "/ru/reports/at-midnight/")


def test_a_report_that_nobody_has_translated_is_shown_as_such_in_the_language_it_has(client: Client) -> None:
    a_report("en", appeals=[an_appeal()], byline="Emeka", sources=[SourceNote(publisher="The Paper", title="Seen", note="In our words.")])

    html = page(client, "/ru/reports/at-midnight/")

    assert '<html lang="ru" dir="ltr">' in html
    for foreign in (
        '<h1 lang="en" dir="ltr">At midnight (en)</h1>',
        '<div class="story__body" lang="en" dir="ltr">',
        '<p class="soft" lang="en" dir="ltr">In our words.',
    ):
        assert foreign in html
    assert "Ещё не переведено" in html
    assert "По сообщению" in html.partition('<div lang="ru" dir="ltr">')[2]


def test_a_text_that_runs_from_right_to_left_does_so_on_a_page_that_does_not(client: Client) -> None:
    a_report("ar")

    html = page(client, "/en/reports/at-midnight/")

    assert '<div class="story__body" lang="ar" dir="rtl">' in html
    assert '<html lang="en" dir="ltr">' in html


def test_programs_are_led_from_an_untranslated_report_to_where_it_stands_in_its_own_language(client: Client) -> None:
    a_report("en", "kk")

    html = page(client, "/ru/reports/at-midnight/")

    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}/en/reports/at-midnight/">' in html
    assert 'hreflang="ru" href=' not in html
    assert '"inLanguage": "en"' in html
    assert '<meta name="robots"' not in page(client, "/en/reports/at-midnight/")


def test_the_menu_of_languages_leads_to_the_report_also_where_nobody_has_translated_it(client: Client) -> None:
    a_report("en")

    for start in ("/en", "/ru"):
        html = page(client, f"{start}/reports/at-midnight/")
        for language in ("en", "ru", "kk", "ar"):
            assert f'<li><a href="/{language}/reports/at-midnight/"' in html


def test_an_address_made_with_the_slug_of_another_language_leads_to_the_readers_own(client: Client) -> None:
    a_report("en")
    a_report("ru", slug="полночь")

    assert client.get("/ru/reports/at-midnight/")["Location"] == "/ru/reports/%D0%BF%D0%BE%D0%BB%D0%BD%D0%BE%D1%87%D1%8C/"


def test_a_slug_that_another_report_has_in_a_language_leads_to_the_list_there(client: Client) -> None:
    a_report("en")
    a_report("ru", key="other", headline="Another one")

    assert "Another one" in page(client, "/ru/reports/at-midnight/")
    assert '<li><a href="/ru/reports/"' in page(client, "/en/reports/at-midnight/")


def test_lists_feeds_and_site_maps_name_a_report_where_it_stands_in_its_own_language_alone(client: Client) -> None:
    a_report("en")

    for path in ("/ru/reports/", "/ru/reports/feed.atom", "/sitemap-reports-1.xml", "/ru/reports/archive/"):
        assert "/ru/reports/at-midnight/" not in client.get(path).content.decode(), path


def test_nothing_is_there_under_a_slug_that_no_report_has_and_nothing_below_one(client: Client) -> None:
    (report,) = a_report("en", slug="taken-back")
    report.unpublish()
    a_report("en")

    for path in ("/ru/reports/nothing/", "/ru/reports/taken-back/", "/ru/reports/at-midnight/more/"):
        assert client.get(path).status_code == 404, path


def test_comments_on_an_untranslated_report_are_left_where_it_has_its_own_language(client: Client) -> None:
    a_report("en")

    html = page(client, "/ru/reports/at-midnight/")

    assert 'href="/en/reports/at-midnight/#comments"' in html
    assert "comments/on/" not in html


def test_a_draft_is_not_served(client: Client) -> None:
    (report,) = a_report()
    report.unpublish()

    assert client.get("/en/reports/at-midnight/").status_code == 404


def test_twenty_reports_stand_on_a_page_and_the_rest_behind_it(client: Client) -> None:
    for number in range(REPORTS_ON_A_PAGE + 1):
        a_report(key=str(number), slug=f"report-{number}", headline=f"Report {number}.", published_on=ON - timedelta(days=number))

    assert f"Report {REPORTS_ON_A_PAGE}." not in page(client, "/en/reports/")
    assert f"Report {REPORTS_ON_A_PAGE}." in page(client, "/en/reports/?page=2")
    assert client.get("/en/reports/?page=3").status_code == 404
    assert client.get("/en/reports/?page=x").status_code == 404


def test_an_open_appeal_stands_beside_its_report_with_the_days_that_are_left(client: Client) -> None:
    a_report(appeals=[an_appeal()])

    html = page(client, "/en/reports/at-midnight/")

    assert "3 days left" in html
    assert 'href="/en/appeals/free-anna/#act"' in html


def test_an_ended_appeal_asks_for_nothing(client: Client) -> None:
    a_report(appeals=[an_appeal(state="ended")])

    html = page(client, "/en/reports/at-midnight/")

    assert "Free Anna" in html
    assert "#act" not in html


def test_a_draft_of_an_appeal_is_not_mentioned(client: Client) -> None:
    a_report(appeals=[an_appeal(state="draft")])

    assert "Free Anna" not in page(client, "/en/reports/at-midnight/")


def test_reports_of_the_same_appeal_lead_to_each_other(client: Client) -> None:
    appeal = an_appeal()
    a_report(key="one", slug="one", headline="The first", appeals=[appeal])
    a_report(key="two", slug="two", headline="The second", appeals=[appeal])

    assert "The second" in page(client, "/en/reports/one/")
    assert "The first" in page(client, "/en/reports/two/")


def test_hostile_text_is_shown_and_never_runs(client: Client) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    passages = [Passage(kind="heading", text=hostile), Passage(kind="paragraph", text=hostile), Passage(kind="quote", text=hostile, attribution=hostile)]
    sources = [SourceNote(publisher=hostile, title=hostile, note=hostile)]
    a_report(headline=hostile, standfirst=hostile, byline=hostile, passages=passages, sources=sources)

    for path in ("/en/reports/", "/en/reports/at-midnight/"):
        html = page(client, path)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html


PLANTED = (
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&#58;alert(1)">x</a>',
    "<script>alert(1)</script>",
    '<p onclick="alert(1)">x</p>',
    '<embed embedtype="image" id="1">',
    "<iframe src=//x></iframe>",
)


@pytest.mark.parametrize("planted", PLANTED)
def test_rich_text_that_came_in_another_way_is_cleaned_when_it_is_read(client: Client, planted: str) -> None:
    (report,) = a_report()
    report.body = [("paragraph", {"text": f"<p>Before {planted} after.</p>", "source": 1})]
    report.save()

    html = page(client, "/en/reports/at-midnight/")

    body = html[html.index('class="story__body"') : html.index('<ol class="sources"')].lower()
    assert "before" in body
    for word in ("javascript:", "alert(1)</", "<script", "onclick", "<embed", "<iframe", "<img"):
        assert word not in body


def test_a_link_to_another_report_leads_to_it(client: Client) -> None:
    (other,) = a_report(key="other", slug="other")
    (report,) = a_report()
    report.body = [("paragraph", {"text": f'<p>See <a linktype="page" id="{other.pk}">there</a>.</p>', "source": None})]
    report.save()

    assert '<a href="/en/reports/other/" rel="noreferrer">there</a>' in page(client, "/en/reports/at-midnight/")


@pytest.mark.parametrize("path", ["/en/reports/", "/en/reports/at-midnight/"])
def test_a_page_is_the_same_for_everybody_and_sets_no_cookie(client: Client, path: str) -> None:
    a_report()
    as_a_stranger = client.get(path)
    client.force_login(emeka())

    answer = client.get(path)

    assert answer.content == as_a_stranger.content
    assert not answer.cookies
    assert not as_a_stranger.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert "accept-language" not in answer.headers.get("Vary", "").lower()


@pytest.mark.parametrize("path", ["/en/reports/", "/en/reports/at-midnight/"])
def test_a_public_page_may_be_framed_by_nobody_and_runs_nothing_foreign(client: Client, path: str) -> None:
    a_report()

    answer = client.get(path)

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_reports_are_read_and_never_posted_to(client: Client) -> None:
    a_report()

    assert client.post("/en/reports/at-midnight/").status_code in (403, 405)
    assert client.head("/en/reports/at-midnight/").status_code == 200


def test_wagtails_other_public_doors_stay_shut(client: Client) -> None:
    a_report()

    assert client.get("/en/reports/_util/authenticate_with_password/1/1/").status_code == 404
    assert client.get("/en/reports/_util/login/").headers["Location"].startswith("/desk/")


def test_a_list_costs_the_same_few_questions_however_long_it_is(client: Client, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        a_report("en", "ru", key=str(number), slug=f"report-{number}")

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page(client, "/en/reports/")


def test_real_time_decides_when_no_content_clock_is_set(client: Client) -> None:
    a_report(published_on=datetime.now(UTC).date() + timedelta(days=2))
    organisation = an_organisation()
    organisation.content_clock_at = None
    organisation.save()

    assert client.get("/en/reports/at-midnight/").status_code == 404
