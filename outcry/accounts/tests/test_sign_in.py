"""Whoever guesses at passwords is stopped; whoever signs in from where she always does is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse

from outcry.accounts.models import Organisation, SignInTry, User
from outcry.accounts.operations import OrganisationWords, create_organisation, staff_group
from outcry.accounts.signing_in import (
    TRIES_OF_A_NETWORK,
    TRIES_OF_AN_ACCOUNT,
    WINDOW,
    TooManyTries,
    begin_try,
    forget_tries,
    signed_in,
)
from outcry.audit.models import LogEntry
from outcry.audit.reading import in_words

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HOME, MALLORYS = "203.0.113.0/24", "198.51.100.0/24"
PASSWORD = "blue kettle on the roof"


@pytest.fixture
def rosa() -> User:
    desk = create_organisation(
        slug="desk", source_language="en", mail_domain="desk.example", contact_address="contact@desk.example", texts={"en": OrganisationWords(name="The Desk")}
    )
    user = User.objects.create_user("rosa", "rosa@desk.example", PASSWORD, organisation=desk)
    user.groups.add(staff_group())
    return user


def wrong(times: int, *, name: str = "rosa", network: str = MALLORYS, now: datetime = NOW) -> None:
    for _number in range(times):
        begin_try(name=name, network=network, now=now)


def is_stopped(*, name: str = "rosa", network: str = MALLORYS, now: datetime = NOW) -> bool:
    try:
        begin_try(name=name, network=network, now=now).delete()
    except TooManyTries:
        return True
    return False


def test_an_account_takes_ten_wrong_tries_in_a_quarter_of_an_hour(rosa: User) -> None:
    wrong(TRIES_OF_AN_ACCOUNT - 1)
    assert not is_stopped()

    wrong(1)

    assert is_stopped()
    assert is_stopped(name=" ROSA ")
    assert is_stopped(network=HOME)
    assert not is_stopped(name="emeka")


def test_time_alone_opens_it_again_and_tries_that_were_refused_do_not_lengthen_the_wait(rosa: User) -> None:
    wrong(TRIES_OF_AN_ACCOUNT)
    for minutes in range(14):
        assert is_stopped(now=NOW + timedelta(minutes=minutes))

    assert not is_stopped(now=NOW + WINDOW)


def test_the_wait_that_is_told_is_the_wait_there_is(rosa: User) -> None:
    wrong(TRIES_OF_AN_ACCOUNT)

    with pytest.raises(TooManyTries) as wait:
        begin_try(name="rosa", network=MALLORYS, now=NOW + timedelta(minutes=2))

    assert is_stopped(now=wait.value.until - timedelta(seconds=1))
    assert not is_stopped(now=wait.value.until)


def test_a_network_takes_fifty_wrong_tries_whatever_the_names(rosa: User) -> None:
    for number in range(TRIES_OF_A_NETWORK):
        wrong(1, name=f"name-{number}")

    assert is_stopped(name="somebody-else")
    assert not is_stopped(name="somebody-else", network=HOME)


def test_a_stranger_elsewhere_keeps_nobody_out_of_where_she_signed_in_before(rosa: User) -> None:
    signed_in(begin_try(name="rosa", network=HOME, now=NOW - timedelta(days=30)))
    wrong(TRIES_OF_AN_ACCOUNT)

    assert is_stopped()
    assert not is_stopped(network=HOME)
    wrong(TRIES_OF_AN_ACCOUNT, network=HOME)
    assert is_stopped(network=HOME)


def test_where_nothing_is_known_of_the_network_the_account_alone_has_a_limit(rosa: User) -> None:
    for number in range(TRIES_OF_A_NETWORK + 1):
        wrong(1, name=f"name-{number}", network="")

    assert not is_stopped(network="")
    wrong(TRIES_OF_AN_ACCOUNT, network="")
    assert is_stopped(network="")


def test_right_passwords_are_not_counted(rosa: User) -> None:
    for _number in range(2 * TRIES_OF_AN_ACCOUNT):
        signed_in(begin_try(name="rosa", network=MALLORYS, now=NOW))

    assert not is_stopped()


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_share_one_limit() -> None:
    def one_try(_number: int) -> bool:
        try:
            begin_try(name="rosa", network=MALLORYS, now=NOW)
        except TooManyTries:
            return False
        finally:
            connections.close_all()
        return True

    wrong(TRIES_OF_AN_ACCOUNT - 3)
    with ThreadPoolExecutor(12) as at_once:
        let_through = sum(at_once.map(one_try, range(12)))

    assert let_through <= 3
    assert SignInTry.objects.count() == TRIES_OF_AN_ACCOUNT - 3 + let_through


def sent(client: Client, *, name: str = "rosa", password: str = "a wrong one", **meta: str) -> str:
    answer = client.post(reverse("wagtailadmin_login"), {"username": name, "password": password}, **meta)  # type: ignore[arg-type]
    return answer.content.decode() if answer.status_code == 200 else answer["Location"]


def test_the_desk_says_in_plain_words_how_long_to_wait_and_does_not_look_at_the_password(rosa: User, client: Client) -> None:
    for _number in range(TRIES_OF_AN_ACCOUNT):
        assert "didn&#x27;t match" in sent(client)

    assert "too many tries to sign in. Wait until" in sent(client)
    assert "too many tries to sign in. Wait until" in sent(client, password=PASSWORD)


def test_the_answer_does_not_tell_whether_there_is_such_an_account(rosa: User, client: Client) -> None:
    def answers(name: str) -> list[str]:
        pages = [sent(client, name=name).replace(name, "NAME") for _number in range(TRIES_OF_AN_ACCOUNT + 2)]
        return [page.partition("<ul>")[2].partition("</ul>")[0] for page in pages]

    assert answers("rosa") == answers("nosa")


def test_a_right_password_leads_to_the_desk(rosa: User, client: Client) -> None:
    wrong(TRIES_OF_AN_ACCOUNT - 1)

    assert sent(client, password=PASSWORD) == "/desk/"


def test_the_log_says_it_once_and_names_the_member_of_staff_but_nobody_elses_name(rosa: User) -> None:
    for name in ("rosa", "a-stranger"):
        wrong(TRIES_OF_AN_ACCOUNT, name=name)
        for _number in range(5):
            assert is_stopped(name=name)

    lines = in_words(entries=LogEntry.objects.all(), organisation_id=rosa.organisation_id)
    assert {(line.what, line.about.label) for line in lines} == {
        ("Too many wrong tries to sign in under one name: it has to wait", "rosa"),
        ("Too many wrong tries to sign in under one name: it has to wait", "Organisation"),
    }
    assert len(lines) == 2
    assert "stranger" not in str(list(LogEntry.objects.values()))


def test_a_command_lets_the_only_administrator_in_at_once(rosa: User, capsys: pytest.CaptureFixture[str]) -> None:
    wrong(TRIES_OF_AN_ACCOUNT)

    call_command("staff", "unlock", "rosa")

    assert "Wrong tries forgotten: 10." in capsys.readouterr().out
    assert not is_stopped()
    assert LogEntry.objects.filter(verb="sign_in.unlock", subject=f"staff:{rosa.pk}").exists()


def test_rows_hold_no_name_and_no_network_and_go_after_their_time(rosa: User) -> None:
    wrong(1)
    signed_in(begin_try(name="rosa", network=HOME, now=NOW))

    assert all(word not in str(list(SignInTry.objects.values())) for word in ("rosa", "203.0.113"))
    assert forget_tries(now=NOW + timedelta(hours=23)) == 0
    assert forget_tries(now=NOW + timedelta(days=1)) == 1
    assert forget_tries(now=NOW + timedelta(days=90)) == 1


def test_nobody_at_all_runs_the_desk_yet() -> None:
    wrong(TRIES_OF_AN_ACCOUNT)

    assert is_stopped()
    assert not Organisation.objects.exists()
    assert not LogEntry.objects.exists()
