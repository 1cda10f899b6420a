"""The desk counts by rules until when somebody may be held: from an hour or a day, by a version of a rule, and never by a time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.cases.calendars import calendar_of
from outcry.cases.due import asked_on, known_days
from outcry.cases.limit_rules import Rules, closed
from outcry.cases.limit_words import limit_in_words, on_what, until_when
from outcry.cases.limits import Limit, limit_of
from outcry.cases.models import Case, Detention, LimitRule
from outcry.cases.operations.limit_rules import change_limit_rule, end_limit_rule, newest, write_limit_rule
from outcry.cases.operations.stages import move_case
from outcry.cases.operations.writing import add_part, change_facts, mark
from outcry.cases.reminders import Reminder
from outcry.cases.stages import Stage
from outcry.cases.tests.cast import NOW, ON, a_case, a_term, an_act, an_organisation, emeka, rosa
from outcry.lib.seen_forms import mark_of_facts
from outcry.lib.wordings import ChangedMeanwhile

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
LATER_STILL = NOW + timedelta(days=2)
REGION, TOWN = "places/kazakhstan/akmola", "places/kazakhstan/akmola/atbasar"


@pytest.fixture
def desk() -> Organisation:
    return an_organisation()


def a_rule(desk: Organisation, **facts: Any) -> LimitRule:
    """Made up, as every law in these tests."""
    now = facts.pop("now", NOW)
    known = {"country": "KZ", "length": 72, "unit": "hours", "at_end": "court", "law": "Made-up code, article 1", "source": "A book, page 1"}
    return write_limit_rule(organisation=desk, facts=known | facts, by=None, now=now)


def held(desk: Organisation, *, case: Case | None = None, **facts: Any) -> Detention:
    of_act = {name: facts.pop(name) for name in ("place", "event") if name in facts}
    return Detention.objects.create(act=an_act(case or a_case(desk), **of_act), **{"began": "2010-12-31", **facts})


def limit(desk: Organisation, row: Detention, **more: Any) -> Limit | None:
    return Rules(organisation=desk).how_long(row, **more).by_rule


TWO_MORE, AFTER_IT = {"length": 3, "unit": "days"}, {"length": 3, "unit": "days_after"}


@pytest.mark.parametrize(
    ("rule", "facts", "earliest", "latest"),
    [
        pytest.param({}, {"began_time": time(14, 30)}, "2011-01-03 14:30", "2011-01-03 14:30", id="from an hour it is a moment"),
        pytest.param({}, {}, "2011-01-03 00:00", "2011-01-04 00:00", id="from a day alone it falls between two moments"),
        pytest.param({}, {"began": "2010-12"}, "2010-12-04 00:00", "2011-01-04 00:00", id="from a month between two further apart"),
        pytest.param({}, {"began": "../2010-12-31"}, None, "2011-01-04 00:00", id="begun nobody knows how long ago"),
        pytest.param(TWO_MORE, {}, "2011-01-03 00:00", "2011-01-03 00:00", id="three days with the first end on 2 January"),
        pytest.param(AFTER_IT, {}, "2011-01-04 00:00", "2011-01-04 00:00", id="three days after it end on 3 January"),
        pytest.param(TWO_MORE, {"began_time": time(23, 59)}, "2011-01-03 00:00", "2011-01-03 00:00", id="days do not ask for the hour"),
        pytest.param({}, {"began": "2010-12", "began_time": time(9)}, "2010-12-04 00:00", "2011-01-04 00:00", id="an hour of some day says nothing"),
    ],
)
def test_a_limit_is_counted_from_what_is_known_of_the_beginning(
    desk: Organisation, rule: dict[str, Any], facts: dict[str, Any], earliest: str | None, latest: str
) -> None:
    a_rule(desk, **rule)

    found = limit(desk, held(desk, **facts))

    assert found
    assert [moment and f"{moment:%Y-%m-%d %H:%M}" for moment in (found.earliest, found.latest)] == [earliest, latest]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_no_time_zone_shifts_a_limit(desk: Organisation, zone: str) -> None:
    """The night in which clocks in Berlin were set forward had an hour less; a told hour and 48 hours still make the same hour."""
    a_rule(desk, country="", length=48)

    with timezone.override(zone):
        row = held(desk, began="2011-03-26", began_time=time(2, 30))
        assert until_when(Rules(organisation=desk).how_long(Detention.objects.get(pk=row.pk))) == "28 March 2011, 02:30"


@pytest.mark.parametrize(
    "facts", [{"began": ""}, {"began": "2010-12-31/.."}, {"began": "9999-12-31"}], ids=["no beginning", "no last day of it", "a year after the last"]
)
def test_without_a_beginning_there_is_no_limit(desk: Organisation, facts: dict[str, Any]) -> None:
    a_rule(desk)

    assert limit(desk, held(desk, **facts)) is None


def test_a_rule_speaks_of_its_country_its_place_and_all_beneath_its_kind_of_detention(desk: Organisation) -> None:
    a_rule(desk, type=a_term("detention/pre-trial"))
    as_punishment, other = a_term("detention/pre-trial/as-punishment"), a_term("detention/administrative")
    abroad = a_case(desk, slug="abroad")
    abroad.country = "KG"
    abroad.save()

    assert limit(desk, held(desk, type=as_punishment))
    assert limit(desk, held(desk, case=a_case(desk, slug="b"), type=other)) is None
    assert limit(desk, held(desk, case=a_case(desk, slug="c"))) is None
    assert limit(desk, held(desk, case=abroad, type=as_punishment)) is None


def test_the_rule_made_for_the_smallest_place_holds_then_the_strictest(desk: Organisation) -> None:
    region, town = a_term(REGION), a_term(TOWN)
    a_rule(desk, country="", length=12)
    a_rule(desk, length=72)
    strictest, of_the_region = a_rule(desk, length=48), a_rule(desk, country="", place=region, length=96)

    found = [limit(desk, held(desk, case=a_case(desk, slug=slug), place=place)) for slug, place in (("anywhere", None), ("in-town", town))]

    assert [one and one.rule for one in found] == [strictest, of_the_region]


def test_a_law_that_was_changed_holds_for_what_began_in_its_time(desk: Organisation) -> None:
    before = a_rule(desk, until_on=date(2010, 12, 31))
    after = a_rule(desk, from_on=date(2011, 1, 1), length=48)

    assert limit(desk, held(desk)).rule == before  # type: ignore[union-attr]
    assert limit(desk, held(desk, case=a_case(desk, slug="b"), began="2011-01-01")).rule == after  # type: ignore[union-attr]


def test_a_term_says_that_somebody_ruled_and_a_longest_term_holds_all_the_same(desk: Organisation) -> None:
    a_rule(desk)
    row = held(desk, term_days=15)
    assert limit(desk, row) is None

    longest = a_rule(desk, length=15, unit="days", at_end="release")

    assert limit(desk, row).rule == longest  # type: ignore[union-attr]


def test_a_day_written_by_hand_prevails_and_says_so(desk: Organisation) -> None:
    a_rule(desk)

    told = Rules(organisation=desk).how_long(held(desk, limit_on=date(2011, 1, 9)))

    assert (until_when(told), on_what(told)) == ("9 January 2011", "written by hand; no rule is asked")


def asked(desk: Organisation, on: date) -> list[Reminder]:
    return asked_on(organisation=desk, on=on)


def test_the_desk_reminds_by_the_rule_before_it_may_be_over_and_after(desk: Organisation) -> None:
    a_rule(desk)
    held(desk)

    sentences = {day: [one.sentence(on=day) for one in asked(desk, day)] for day in (date(2010, 12, 29), *(date(2011, 1, day) for day in (2, 3, 4)))}

    assert list(sentences.values()) == [
        [],
        ["May soon not be held any longer without a ruling:"],
        ["May be held longer by now than is allowed without a ruling:"],
        ["Held longer than is allowed without a ruling:"],
    ]
    assert [one.basis for one in asked(desk, ON)] == ["by the rule: 72 hours, then: she must have been brought before a court (Made-up code, article 1)"]


def test_of_a_longest_term_no_ruling_is_spoken(desk: Organisation) -> None:
    a_rule(desk, length=15, unit="days", at_end="release")
    held(desk, term_days=15)

    found = [one for one in asked(desk, date(2011, 1, 13)) if one.is_longest]

    assert [found[0].sentence(on=date(2011, 1, day)) for day in (13, 15)] == ["May soon not be held any longer:", "Held longer than the law allows:"]
    assert found[0].label == "the longest a detention may last"


def test_whoever_is_free_or_has_a_ruling_is_reminded_of_no_more(desk: Organisation) -> None:
    a_rule(desk)
    held(desk, released="2011-01-01")
    held(desk, case=a_case(desk, slug="b"), term_days=400)

    assert [one.kind for one in asked(desk, date(2011, 1, 3))] == []


def test_the_calendar_shows_every_day_on_which_the_limit_may_fall_and_its_rule(desk: Organisation) -> None:
    a_rule(desk)
    held(desk)
    reminders = known_days(organisation=desk, on=ON, until=date(2011, 2, 1))

    content = calendar_of(reminders=reminders, name="Reminders", domain="desk.example", address_of=lambda one: "https://desk.example/", now=NOW)

    events: list[Any] = Calendar.from_ical(content).walk("VEVENT")
    [event] = events
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2011, 1, 2), date(2011, 1, 4))
    assert "by the rule: 72 hours" in event["DESCRIPTION"]
    assert "between 3 January 2011, 00:00 and 4 January 2011, 00:00" in event["DESCRIPTION"]


def test_a_changed_rule_moves_the_limit_of_whoever_is_held_and_leaves_closed_records_alone(desk: Organisation) -> None:
    rule, by = a_rule(desk), rosa(desk)
    open_row, freed = held(desk), held(desk, case=a_case(desk, slug="b"))
    change_facts(row=freed, facts={"released": "2011-01-02"}, seen=mark(freed), by=by, now=NOW + timedelta(hours=1))
    done = held(desk, case=a_case(desk, slug="c"))
    Case.objects.filter(pk=done.act.case_id).update(stage=Stage.DOCUMENTED)
    done.act.case.refresh_from_db()
    move_case(case=done.act.case, to=Stage.CLOSED, reason="Nothing more is to be done.", by=by, now=NOW + timedelta(hours=1))

    change_limit_rule(rule=rule, facts={"length": 48}, reason="The law was changed.", seen=None, by=by, now=LATER)

    rows = [Detention.objects.get(pk=row.pk) for row in (open_row, freed, done)]
    closed_at = closed(rows)
    found = [limit(desk, row, closed_at=closed_at.get(row.pk)) for row in rows]
    assert [one.rule.length for one in found if one] == [48, 72, 72]


def test_a_rule_written_after_a_record_was_closed_says_nothing_of_it(desk: Organisation) -> None:
    row = add_part(owner=an_act(a_case(desk)), kind=Detention, facts={"began": "2010-12-31", "released": "2011-01-02"}, by=None, now=NOW)
    a_rule(desk, now=LATER)

    assert limit(desk, row, closed_at=closed([row])[row.pk]) is None


def test_a_record_written_again_is_closed_from_its_last_release(desk: Organisation) -> None:
    row: Any = add_part(owner=an_act(a_case(desk)), kind=Detention, facts={"began": "2010-12-31", "released": "2011-01-02"}, by=None, now=NOW)
    for facts, now in (({"released": ""}, LATER), ({"released": "2011-01-03"}, LATER_STILL), ({"released": "2011-01-04"}, LATER_STILL + timedelta(days=1))):
        row = change_facts(row=row, facts=facts, seen=mark(row), by=None, now=now)

    assert closed([row]) == {row.pk: LATER_STILL}


def test_the_history_says_why_a_limit_moved(desk: Organisation, client: Client) -> None:
    row, by = held(desk), rosa(desk)
    rule = a_rule(desk, now=LATER)
    change_limit_rule(rule=rule, facts={"length": 48}, reason="Changed by law 7", seen=None, by=by, now=LATER_STILL)
    end_limit_rule(rule=rule, reason="Struck down", seen=None, by=by, now=LATER_STILL + timedelta(days=1))
    by.groups.add(staff_group())
    client.force_login(by)

    for page in (reverse("cases_desk:is_she_out", args=[row.act.case_id, row.pk]), reverse("cases_desk:case_history", args=[row.act.case_id])):
        told = client.get(page).text
        assert "Changed by law 7" in told
        assert "Struck down" in told
        assert told.count("no limit") == 2


def test_versions_of_a_rule_stay_and_are_told_the_latest_first(desk: Organisation) -> None:
    rule = a_rule(desk)
    change_limit_rule(rule=rule, facts={"length": 48}, reason="One", seen=None, by=None, now=LATER)
    end_limit_rule(rule=rule, reason="Two", seen=None, by=None, now=LATER_STILL)

    rules = Rules(organisation=desk)

    assert [(one.length, one.reason) for one in rules.versions(rule)] == [(48, "Two"), (48, "One"), (72, "")]
    assert rules.in_force() == []
    assert [one.length for one in rules.in_force(at=NOW)] == [72]
    with pytest.raises(TypeError):
        rule.save()


def test_two_who_change_a_rule_do_not_overwrite_each_other(desk: Organisation) -> None:
    rule = a_rule(desk)
    change_limit_rule(rule=rule, facts={"length": 48}, reason="First", seen=None, by=None, now=LATER)

    with pytest.raises(ChangedMeanwhile):
        change_limit_rule(rule=rule, facts={"length": 24}, reason="Second", seen=mark_of_facts({"length": 72}), by=None, now=LATER)
    end_limit_rule(rule=rule, reason="Over", seen=None, by=None, now=LATER_STILL)
    with pytest.raises(ChangedMeanwhile):
        end_limit_rule(rule=rule, reason="Over again", seen=None, by=None, now=LATER_STILL)

    assert newest(rule).length == 48


def at_the_desk(client: Client, user: User) -> Client:
    user.groups.add(staff_group())
    client.force_login(user)
    return client


TYPED = {"country": "KZ", "length": "72", "unit": "hours", "at_end": "court", "law": "Made-up code, article 1", "source": "https://law.example/1"}


def test_a_desk_writes_changes_and_ends_a_rule(desk: Organisation, client: Client) -> None:
    at_the_desk(client, rosa(desk))
    assert "Outcry brings no rules of its own" in client.get(reverse("cases_desk:limits")).text

    client.post(reverse("cases_desk:add_limit_rule"), TYPED)
    rule = LimitRule.objects.get()
    page = client.get(reverse("cases_desk:limit_rule", args=[rule.pk]))
    change = TYPED | {"length": "48", "reason": "Law 7", "seen": page.context["form"].initial["seen"]}
    client.post(reverse("cases_desk:limit_rule", args=[rule.pk]), change)
    late = client.post(reverse("cases_desk:limit_rule", args=[rule.pk]), change | {"length": "24"}).text
    ending = client.get(reverse("cases_desk:limit_rule", args=[rule.pk])).context["ending"].initial["seen"]
    client.post(reverse("cases_desk:end_limit_rule", args=[rule.pk]), {"end-reason": "Struck down", "end-seen": ending})

    assert "Somebody else saved this while you were writing." in late
    assert [(one.length, one.is_ended) for one in LimitRule.objects.all()] == [(72, False), (48, False), (48, True)]
    told = client.get(reverse("cases_desk:limits")).text
    assert "Rules that hold no more" in told


def test_a_rule_without_its_law_is_refused(desk: Organisation, client: Client) -> None:
    at_the_desk(client, rosa(desk))

    answer = client.post(reverse("cases_desk:add_limit_rule"), TYPED | {"law": "", "from_on": "2011-01-02", "until_on": "2011-01-01"})

    assert set(answer.context["form"].errors) == {"law", "until_on"}
    assert not LimitRule.objects.exists()


def test_rules_of_another_desk_are_not_there(desk: Organisation, client: Client) -> None:
    rule = a_rule(an_organisation(slug="other"))
    at_the_desk(client, emeka(desk))
    held(desk)

    assert client.get(reverse("cases_desk:limit_rule", args=[rule.pk])).status_code == 404
    assert asked(desk, date(2011, 1, 3)) == []


def test_the_page_of_a_case_the_custody_and_the_first_page_tell_the_rule(desk: Organisation, client: Client) -> None:
    desk.content_clock_at = datetime(2011, 1, 2, 9, tzinfo=UTC)
    desk.save()
    a_rule(desk)
    row = held(desk)
    at_the_desk(client, rosa(desk))

    pages = [
        reverse("cases_desk:case", args=[row.act.case_id]),
        reverse("cases_desk:case_part", args=[row.act.case_id, "detention", row.pk]),
        reverse("cases_desk:is_she_out", args=[row.act.case_id, row.pk]),
        reverse("wagtailadmin_home"),
    ]

    for page in pages:
        assert "by the rule: 72 hours" in client.get(page).text, page


def test_a_limit_is_told_in_the_language_of_whoever_reads(desk: Organisation) -> None:
    a_rule(desk)
    found = limit_of(held(desk, began="2010-12-31~"), rules=Rules(organisation=desk).in_force())
    assert found

    told = {}
    for language in ("en", "ru"):
        with translation.override(language):
            told[language] = limit_in_words(found)

    assert told["en"] == "about: between 3 January 2011, 00:00 and 4 January 2011, 00:00"
    assert "3 января 2011" in told["ru"]
