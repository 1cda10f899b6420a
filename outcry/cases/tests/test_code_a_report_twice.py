"""Two people code one report, neither sees the other's answers, and what they agree on is measured as the textbooks do."""

import random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, User
from outcry.accounts.operations import staff_group
from outcry.audit.models import LogEntry
from outcry.cases.coded_twice import COLUMNS, Agreement, Answered, agreement
from outcry.cases.models import Case, Coding, CodingConclusion, DoubleCoding
from outcry.cases.operations.double_coding import NotYours, conclude, keep_answers, open_double_coding, take_place
from outcry.cases.tests.cast import BEATEN, DETAINED, FINED, NOW, a_case, a_term, an_organisation, emeka, rosa, staff
from outcry.evidence.models import Level
from tests.side_by_side import meanwhile

SECRET = "She was taken from her flat at night."


def answered(report: int, coder: int, *codes: str, column: str = "acts") -> Answered:
    return Answered(report=report, coder=coder, answers={column: codes})


def of_one_answer(*pairs: tuple[str, str]) -> Agreement:
    """Reports that two people coded, in a column with one answer; a blank: the report does not say."""
    codings = [
        answered(report, coder, *filter(None, [code]), column="perpetrators") for report, pair in enumerate(pairs) for coder, code in enumerate(pair, start=1)
    ]
    return agreement(COLUMNS["perpetrators"], codings)


# --- how far they agree ---


def test_kappa_and_alpha_are_those_of_published_examples() -> None:
    # Kappa: twenty both yes, five the first alone, ten the second alone, fifteen both no.
    found = of_one_answer(*[("y", "y")] * 20, *[("y", "n")] * 5, *[("n", "y")] * 10, *[("n", "n")] * 15)
    # Krippendorff (2011), section B: two observers, twelve units, five codes.
    five = of_one_answer(*zip("aabbdcccedda", "babbbccceddd", strict=True))

    assert found.pairs[0].kappa == pytest.approx(0.40)
    assert (found.pairs[0].number, found.reports, found.alike) == (50, 50, 35)
    assert five.alpha == pytest.approx(0.692, abs=5e-4)


def test_that_a_report_does_not_say_is_an_answer() -> None:
    found = of_one_answer(("", ""), ("a", ""), ("a", "a"))

    assert (found.number, found.alike) == (3, 2)
    assert found.alpha is not None


def test_where_everybody_always_says_the_same_thing_there_is_no_figure() -> None:
    found = of_one_answer(("a", "a"), ("a", "a"))

    assert (found.alpha, found.pairs[0].kappa, found.alike) == (None, None, 2)


def test_of_several_answers_each_term_anybody_used_is_a_thing_to_agree_on_in_every_report() -> None:
    column = COLUMNS["acts"]
    found = agreement(column, [answered(1, 1, "a", "b"), answered(1, 2, "a"), answered(2, 1, "c"), answered(2, 2, "c")])

    # Two reports and three terms; the two disagree about b in the first.
    assert (found.reports, found.number, found.alike) == (2, 6, 5)
    assert found.pairs[0].kappa == pytest.approx((5 / 6 - 0.5) / (1 - 0.5))


def test_a_report_that_one_person_coded_counts_for_nothing() -> None:
    found = agreement(COLUMNS["acts"], [answered(1, 1, "a"), answered(2, 1, "a"), answered(2, 2, "b")])

    assert (found.reports, found.number) == (1, 2)


def test_alpha_is_over_everybody_and_kappa_for_each_two() -> None:
    codings = [
        *(answered(report, 1, code, column="perpetrators") for report, code in enumerate("abab")),
        *(answered(report, 2, code, column="perpetrators") for report, code in enumerate("ab")),
        *(answered(report, 3, code, column="perpetrators") for report, code in enumerate("abba") if report > 1),
    ]

    found = agreement(COLUMNS["perpetrators"], codings)

    assert {pair.coders: (pair.kappa, pair.number) for pair in found.pairs} == {(1, 2): (1, 2), (1, 3): (-1, 2)}
    assert found.alpha is not None
    assert found.alpha < 1


@pytest.mark.parametrize("seed", range(20))
def test_neither_the_order_of_reports_nor_of_people_changes_the_figures(seed: int) -> None:
    chance = random.Random(seed)
    pairs = [(chance.choice(["", "a", "b"]), chance.choice(["", "a", "b"])) for _ in range(chance.randint(1, 12))]
    found, turned = of_one_answer(*pairs), of_one_answer(*[(other, one) for one, other in reversed(pairs)])

    assert found.alpha == pytest.approx(turned.alpha)
    assert found.pairs[0].kappa == pytest.approx(turned.pairs[0].kappa)
    assert found.alike == turned.alike


# --- two people, one report ---


@pytest.fixture
def desk(db: None) -> Organisation:
    return an_organisation()


def a_report(desk: Organisation, slug: str = "the-case") -> DoubleCoding:
    return open_double_coding(case=a_case(desk, slug=slug), report=SECRET, columns=["acts", "perpetrators"], by=None, now=NOW)


def coded(double: DoubleCoding, by: User, *acts: str, perpetrator: str = "", is_finished: bool = True) -> Coding:
    take_place(double=double, by=by, now=NOW)
    answers = {"acts": acts, "perpetrators": [perpetrator] if perpetrator else []}
    return keep_answers(double=double, answers=answers, is_finished=is_finished, by=by, now=NOW)


def signed_in(client: Client, person: User) -> User:
    person.groups.add(staff_group())
    client.force_login(person)
    return person


def page_of(double: DoubleCoding, name: str = "double_coding") -> str:
    return reverse(f"cases_desk:{name}", args=[double.pk])


def drawn(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = answer.context_data
    return found


def test_a_third_person_gets_no_place_and_nobody_takes_two(desk: Organisation) -> None:
    double, one, other = a_report(desk), rosa(desk), emeka(desk)
    assert take_place(double=double, by=one, now=NOW) == take_place(double=double, by=one, now=NOW)
    take_place(double=double, by=other, now=NOW)

    with pytest.raises(NotYours, match="Two others"):
        take_place(double=double, by=staff("third", desk), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Coding.objects.create(double=double, place=3, by=staff("fourth", desk), began_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_place_at_the_same_moment_one_gets_it() -> None:
    desk = an_organisation()
    double, one, other = a_report(desk), rosa(desk), emeka(desk)
    take_place(double=double, by=staff("third", desk), now=NOW)

    def too_late() -> None:
        with pytest.raises(NotYours):
            take_place(double=double, by=other, now=NOW)

    meanwhile(lambda: take_place(double=double, by=one, now=NOW), too_late)

    assert sorted(Coding.objects.values_list("place", flat=True)) == [1, 2]


def test_what_was_handed_in_is_not_changed_any_more(desk: Organisation) -> None:
    double, one = a_report(desk), rosa(desk)
    coded(double, one, DETAINED)

    with pytest.raises(NotYours, match="handed this in"):
        coded(double, one, BEATEN)

    assert Coding.objects.get().answers == {"acts": [DETAINED], "perpetrators": []}


def test_until_both_have_finished_nobody_sees_what_either_answered(desk: Organisation, client: Client) -> None:
    double, one, other = a_report(desk), rosa(desk), emeka(desk)
    label = "Physical assault"
    a_term(BEATEN)
    coded(double, one, BEATEN)
    coded(double, other, DETAINED, is_finished=False)
    signed_in(client, other)

    before = [client.get(page_of(double)), client.get(reverse("cases_desk:double_codings"))]
    beside = client.get(page_of(double, "code_report"))
    refused = client.get(page_of(double, "conclude_coding"))
    coded(double, other, DETAINED)
    after = client.get(page_of(double)).text

    assert not [answer for answer in before if label in answer.text]
    assert drawn(beside)["form"].initial["acts"] == [a_term(DETAINED).pk]
    assert refused.headers["Location"] == page_of(double)
    assert label in after
    assert "Detention or imprisonment" in after


def test_somebody_who_does_not_code_sees_no_answers_either(desk: Organisation, client: Client) -> None:
    double = a_report(desk)
    a_term(BEATEN)
    coded(double, rosa(desk), BEATEN)
    signed_in(client, staff("third", desk))

    assert "Physical assault" not in client.get(page_of(double)).text
    assert client.get(page_of(double, "code_report")).headers["Location"] == page_of(double)
    assert not LogEntry.objects.filter(details__icontains="assault").exists()


def test_the_report_and_the_reason_are_sealed_in_the_database(desk: Organisation) -> None:
    double = a_report(desk)
    for person in (rosa(desk), emeka(desk)):
        coded(double, person, DETAINED)
    conclude(double=double, answers={"acts": [DETAINED]}, reason="Her sister confirmed it.", by=None, now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT report FROM cases_doublecoding UNION ALL SELECT reason FROM cases_codingconclusion")
        kept = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert b"flat" not in kept
    assert b"sister" not in kept


def test_a_conclusion_comes_after_both_and_changes_neither(desk: Organisation) -> None:
    double, one, other = a_report(desk), rosa(desk), emeka(desk)
    coded(double, one, DETAINED, BEATEN)
    with pytest.raises(NotYours, match="finish first"):
        conclude(double=double, answers={"acts": [DETAINED]}, reason="Early.", by=one, now=NOW)
    coded(double, other, DETAINED)
    before = list(Coding.objects.order_by("pk").values())

    conclude(double=double, answers={"acts": [DETAINED, BEATEN]}, reason="The second page tells of it.", by=one, now=NOW)
    latest = conclude(double=double, answers={"acts": [DETAINED]}, reason="It tells of another man.", by=other, now=NOW)

    assert list(Coding.objects.order_by("pk").values()) == before
    assert double.conclusions.first() == latest
    assert CodingConclusion.objects.count() == 2
    with pytest.raises(TypeError):
        latest.save()


def test_the_desk_goes_the_whole_way(desk: Organisation, client: Client) -> None:
    one, other = rosa(desk), emeka(desk)
    case = a_case(desk)
    terms = {code: a_term(code).pk for code in (DETAINED, BEATEN, FINED)}
    signed_in(client, one)
    assert reverse("cases_desk:open_double_coding", args=[case.pk]) in client.get(reverse("cases_desk:case", args=[case.pk])).text
    client.post(reverse("cases_desk:open_double_coding", args=[case.pk]), {"report": SECRET, "columns": ["acts", "verification"]})
    double = DoubleCoding.objects.get()
    for person, acts in ((one, [terms[DETAINED], terms[BEATEN]]), (other, [terms[DETAINED], terms[FINED]])):
        signed_in(client, person)
        client.post(page_of(double, "take_place"))
        client.post(page_of(double, "code_report"), {"acts": acts})
        client.post(page_of(double, "code_report"), {"acts": acts, "finish": "1"})

    shown = client.get(page_of(double))
    assert "Both have finished" in shown.text
    guess = drawn(client.get(page_of(double, "conclude_coding")))["form"]
    client.post(page_of(double, "conclude_coding"), {"acts": [terms[DETAINED], terms[BEATEN]], "reason": "The fine was another day."})
    overall = client.get(reverse("cases_desk:double_codings"))

    assert [line.is_alike for line in drawn(shown)["lines"]] == [False, True]
    assert guess.initial == {"acts": [], "verification": None}
    assert CodingConclusion.objects.get().answers == {"acts": sorted([DETAINED, BEATEN]), "verification": []}
    acts, verification = drawn(overall)["agreements"]
    assert (acts["alike"], acts["number"], acts["reports"]) == (1, 3, 1)
    assert (verification["alpha"], verification["tone"]) == ("—", "plain")
    assert "Nothing can be said" in overall.text


def test_the_figures_are_over_reports_that_both_have_finished(desk: Organisation, client: Client) -> None:
    one, other = signed_in(client, rosa(desk)), emeka(desk)
    for place in range(3):
        double = a_report(desk, slug=f"case-{place}")
        coded(double, one, DETAINED)
        coded(double, other, DETAINED, is_finished=place < 2)

    (acts, perpetrators) = drawn(client.get(reverse("cases_desk:double_codings")))["agreements"]

    assert (acts["reports"], perpetrators["reports"]) == (2, 2)


def test_a_term_that_is_retired_since_stays_readable(desk: Organisation, client: Client) -> None:
    double, one, other = a_report(desk), rosa(desk), emeka(desk)
    term = a_term(BEATEN)
    for person in (one, other):
        coded(double, person, BEATEN)
    type(term).objects.filter(pk=term.pk).update(retired_at=NOW)
    signed_in(client, one)

    assert "Physical assault" in client.get(page_of(double)).text
    assert client.post(page_of(double, "conclude_coding"), {"acts": [term.pk], "reason": "Both say so."}).status_code == 302


def test_another_organisations_reports_are_not_there(desk: Organisation, client: Client) -> None:
    signed_in(client, rosa(desk))
    theirs = a_report(an_organisation("other"))

    answers = [client.get(page_of(theirs, name)) for name in ("double_coding", "code_report", "conclude_coding")]
    answers.append(client.post(page_of(theirs, "take_place")))
    answers.append(client.get(reverse("cases_desk:open_double_coding", args=[theirs.case_id])))

    assert [answer.status_code for answer in answers] == [404] * 5
    assert "the-case" not in client.get(reverse("cases_desk:double_codings")).text
    assert not Coding.objects.exists()


def test_columns_that_are_not_there_are_refused(desk: Organisation, client: Client) -> None:
    signed_in(client, rosa(desk))

    answer = client.post(reverse("cases_desk:open_double_coding", args=[a_case(desk).pk]), {"report": SECRET, "columns": ["passwords"]})

    assert answer.status_code == 200
    assert not DoubleCoding.objects.exists()


def test_a_report_of_a_case_kept_to_named_people_is_there_for_them_alone(desk: Organisation, client: Client) -> None:
    double, one, other = a_report(desk), rosa(desk), emeka(desk)
    for person in (one, other):
        coded(double, person, DETAINED)
    Case.objects.update(level=Level.RESTRICTED)
    double.case.readers.add(one)

    signed_in(client, one)
    named = client.get(reverse("cases_desk:double_codings"))
    signed_in(client, other)
    kept = client.get(reverse("cases_desk:double_codings"))

    assert len(drawn(named)["agreements"]) == 2
    assert (drawn(kept)["agreements"], "the-case" in kept.text) == ([], False)
    assert client.get(page_of(double)).status_code == 404


def test_a_coding_without_an_answer_is_handed_in_only_if_that_is_meant(desk: Organisation, client: Client) -> None:
    double = a_report(desk)
    take_place(double=double, by=signed_in(client, rosa(desk)), now=NOW)

    refused = client.post(page_of(double, "code_report"), {"finish": "1"})
    kept = client.post(page_of(double, "code_report"), {})

    assert "Nothing is answered." in refused.text
    assert kept.status_code == 302
    assert Coding.objects.get().finished_at is None
    client.post(page_of(double, "code_report"), {"finish": "1", "says_nothing": "on"})
    assert Coding.objects.get().answers == {"acts": [], "perpetrators": []}
    assert Coding.objects.get().finished_at


def test_the_first_page_says_what_a_report_waits_for(desk: Organisation, client: Client) -> None:
    one, other = rosa(desk), emeka(desk)
    double = a_report(desk)

    def first_page(person: User) -> str:
        signed_in(client, person)
        return client.get(reverse("wagtailadmin_home")).text

    assert "A report needs somebody who codes it:" in first_page(one)
    coded(double, one, DETAINED, is_finished=False)
    assert "A report waits for your coding:" in first_page(one)
    coded(double, one, DETAINED)
    assert page_of(double) not in first_page(one)
    coded(double, other, DETAINED)
    assert "Both have coded a report." in first_page(one)
    conclude(double=double, answers={"acts": [DETAINED]}, reason="Alike", by=one, now=NOW)
    assert page_of(double) not in first_page(other)
