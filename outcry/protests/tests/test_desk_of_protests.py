from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory
from wagtail import hooks
from wagtail.admin.menu import admin_menu

from outcry.accounts.models import User
from outcry.appeals.models import Appeal, AppealState
from outcry.audit.models import LogEntry
from outcry.delivery.models import Attempt, Destination, Hold, IncomingKind, IncomingMessage, OutgoingMessage, ReceivingServer, SendingDomain
from outcry.delivery.states import MessageState
from outcry.delivery.tests.cast import bring_to
from outcry.lib.links import make_link
from outcry.protests.desk_queries import office_lines
from outcry.protests.models import AuthorityReply, Outcome, Protest, ReplyState, Rung, ShownInPublic
from outcry.protests.operations import OutcomeRecord, OutcomeWording, collect_replies, confirm_protest, end_appeal, move_to_rung
from tests.cast import NOW, a_form, a_try, an_open_appeal, emeka, rosa

pytestmark = pytest.mark.django_db

REPLY = b"From: reception@ministry.example\r\nSubject: Your letter\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWe have read it.\r\n<b>Really</b>\r\n"


def at_the_desk(user: User) -> Client:
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


def a_confirmed_protest(appeal: Appeal, *, address: str = "samira@mail.example", **choices: Any) -> Protest:
    protest = a_try(appeal, form=a_form(address=address, **choices))
    return confirm_protest(link=make_link(protest.public_id, purpose="confirm"), now=NOW).protest


def a_reply(appeal: Appeal, raw: bytes = REPLY) -> AuthorityReply:
    message = OutgoingMessage.objects.filter(group=appeal.subject, mailer="protest")[0]
    IncomingMessage.objects.create(digest=b"0" * 32, received_at=NOW, raw=raw, size=len(raw), answers=message, kind=IncomingKind.PERSON)
    collect_replies(now=NOW)
    return AuthorityReply.objects.get()


def some_words(code: str = "en", text: str = "Free") -> dict[str, str]:
    return {f"{code}-{name}": f"{text} {name}" for name in ("headline", "body", "mail_subject", "mail_body")}


def filled_outcome(**changes: str) -> dict[str, str]:
    versions = {f"{code}-{name}": "0" for code in ("en", "ru", "kk", "ar") for name in ("seen_version", "source_version")}
    about = {"outcome-kind": "released", "outcome-ground": "sentence_served", "outcome-happened": "2011-01-03", "outcome-source": "a newspaper"}
    return {**versions, **about, **some_words(), **changes}


@pytest.mark.parametrize(
    "path", ["appeals/{pk}/delivery/", "appeals/{pk}/protests/", "appeals/{pk}/protests/{protest}/hide/", "appeals/{pk}/outcome/", "appeals/{pk}/test-letter/",
             "appeals/{pk}/dry-run/", "appeals/{pk}/ladder/", "appeals/{pk}/ladder/{addressee}/",
             "replies/", "replies/{reply}/", "replies/{reply}/words/", "replies/{reply}/act/", "mails/{mail}/source/", "post/"]
)  # fmt: skip
def test_every_page_is_for_staff_alone(path: str, client: Client) -> None:
    appeal = an_open_appeal()
    protest = a_confirmed_protest(appeal, shown_in_public=ShownInPublic.FULL_NAME)
    reply = a_reply(appeal)
    address = f"/desk/protests/{path}".format(
        pk=appeal.pk, protest=protest.pk, reply=reply.public_id, mail=reply.incoming.public_id, addressee=appeal.addressees.all()[0].pk
    )

    stranger = client.get(address)
    colleague = at_the_desk(rosa()).get(address)

    assert stranger.status_code == 302
    assert "/desk/login/" in stranger.headers["Location"]
    assert colleague.status_code == 200


def test_delivery_shows_each_word_for_what_it_is() -> None:
    appeal = an_open_appeal(addressees=3)
    a_confirmed_protest(appeal)
    accepted, refused, uncertain = OutgoingMessage.objects.filter(mailer="protest").order_by("pk")
    bring_to(MessageState.ACCEPTED, OutgoingMessage.objects.filter(pk=accepted.pk), due_at=None)
    bring_to(MessageState.REFUSED, OutgoingMessage.objects.filter(pk=refused.pk), due_at=None)
    bring_to(MessageState.UNCERTAIN, OutgoingMessage.objects.filter(pk=uncertain.pk), due_at=None)
    Attempt.objects.create(message=refused, number=1, fence=1, started_at=NOW, ended_at=NOW, result=MessageState.REFUSED, code=550, words="<b>no</b>")

    answer = at_the_desk(rosa()).get(f"/desk/protests/appeals/{appeal.pk}/delivery/")

    total, page = answer.context["total"], answer.content.decode()
    assert (total.total, total.accepted, total.failed, total.left, total.uncertain) == (3, 1, 1, 1, 1)
    assert total.bar == [("safe", 0, 1), ("alarm", 1, 1), ("wait", 2, 1)]
    assert "550 &lt;b&gt;no&lt;/b&gt;" in page
    assert "1 letter is uncertain" in page


def test_the_pace_of_an_office_is_set_and_logged() -> None:
    appeal = an_open_appeal(addressees=1)
    addressee = appeal.addressees.get()
    address = f"/desk/protests/appeals/{appeal.pk}/delivery/{addressee.pk}/pace/"
    client = at_the_desk(rosa())

    wrong = client.post(address, {f"pace-{addressee.pk}-hourly_pace": "many", f"pace-{addressee.pk}-daily_cap": "100"})
    told = {"hourly_pace": "20", "daily_cap": "100", "opens_at": "09:00", "closes_at": "17:30", "weekdays": ["1", "2", "7"], "zone": "Asia/Almaty"}
    client.post(address, {f"pace-{addressee.pk}-{name}": value for name, value in told.items()})

    destination = Destination.objects.get(key=addressee.office.destination)
    assert wrong.status_code == 200
    assert 'value="many"' in wrong.content.decode()
    assert (destination.hourly_pace, destination.daily_cap) == (20, 100)
    assert (destination.opens_at, destination.closes_at, destination.weekdays, destination.zone) == (time(9), time(17, 30), "127", "Asia/Almaty")
    assert LogEntry.objects.filter(verb="delivery.pace").exists()


def test_hours_are_given_whole_and_in_order() -> None:
    appeal = an_open_appeal(addressees=1)
    addressee = appeal.addressees.get()
    address = f"/desk/protests/appeals/{appeal.pk}/delivery/{addressee.pk}/pace/"
    told = {"hourly_pace": "20", "daily_cap": "100", "weekdays": ["1"], "zone": ""}
    client = at_the_desk(rosa())

    half = client.post(address, {f"pace-{addressee.pk}-{name}": value for name, value in (told | {"opens_at": "09:00"}).items()})
    backwards = client.post(address, {f"pace-{addressee.pk}-{name}": value for name, value in (told | {"opens_at": "18:00", "closes_at": "09:00"}).items()})

    assert "Give both times, or none" in half.content.decode()
    assert "This is before the first time." in backwards.content.decode()
    assert not Destination.objects.filter(opens_at__isnull=False).exists()


def test_a_server_that_refuses_us_is_shown_with_its_words_and_a_person_lets_letters_go() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    server = OutgoingMessage.objects.get(mailer="protest").lane.server  # type: ignore[union-attr]
    ReceivingServer.objects.filter(pk=server.pk).update(refuses_since=NOW, refusal_words="550 5.7.1 <b>not you</b>")
    client, address = at_the_desk(rosa()), f"/desk/protests/appeals/{appeal.pk}/delivery/"

    page = client.get(address).content.decode()
    client.post(f"{address}servers/{server.pk}/release/")

    assert "550 5.7.1 &lt;b&gt;not you&lt;/b&gt;" in page
    assert f"{server.key} refuses our letters" in page
    server.refresh_from_db()
    assert (server.refuses_since, server.refusal_words) == (None, None)
    assert LogEntry.objects.filter(verb="delivery.release_server").exists()
    assert client.post(f"{address}servers/{server.pk}/release/").status_code == 404


def test_what_has_not_left_is_taken_back_after_a_question_and_with_a_reason() -> None:
    appeal = an_open_appeal(addressees=2)
    a_confirmed_protest(appeal)
    client, address = at_the_desk(rosa()), f"/desk/protests/appeals/{appeal.pk}/delivery/withdraw/"

    asked = client.get(address).content.decode()
    client.post(address, {"reason": ""})
    assert not OutgoingMessage.objects.filter(state=MessageState.WITHDRAWN).exists()
    client.post(address, {"reason": "his lawyer asks us to wait"})

    assert "2 letters that have not left are taken back" in asked
    assert set(OutgoingMessage.objects.filter(mailer="protest").values_list("state", flat=True)) == {MessageState.WITHDRAWN}
    assert LogEntry.objects.get(verb="delivery.withdraw").details["letters_withdrawn"] >= 2
    assert "No letter waits" in client.get(address).content.decode()


def test_what_waits_for_a_book_is_taken_back_like_any_other_letter() -> None:
    appeal = an_open_appeal(addressees=2)
    by_book = appeal.addressees.order_by("position")[0]
    move_to_rung(addressee=by_book, rung=Rung.BOOK, reason="they block us", with_failed=False, by=emeka(), now=NOW)
    a_confirmed_protest(appeal)
    client, address = at_the_desk(rosa()), f"/desk/protests/appeals/{appeal.pk}/delivery/withdraw/"

    asked = client.get(address).text
    client.post(address, {"reason": "his lawyer asks us to wait"})

    assert "2 letters that have not left are taken back" in asked
    assert [line.counts.withdrawn for line in office_lines(appeal=appeal, language="en", now=NOW)] == [1, 1]
    assert "No letter waits" in client.get(address).text


def test_a_new_office_begins_with_the_hours_of_its_country(settings: Any) -> None:
    settings.OFFICE_HOURS = (time(9), time(18))
    appeal = an_open_appeal(addressees=1)

    a_confirmed_protest(appeal)

    destination = Destination.objects.get(key=appeal.addressees.get().office.destination)
    assert (destination.opens_at, destination.closes_at, destination.weekdays) == (time(9), time(18), "12345")
    assert destination.zone


def test_letters_to_one_office_can_be_paused_and_go_on() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    addressee, client = appeal.addressees.get(), at_the_desk(rosa())

    client.post(f"/desk/protests/appeals/{appeal.pk}/delivery/{addressee.pk}/pause/")
    while_paused = Destination.objects.get(key=addressee.office.destination)
    client.post(f"/desk/protests/appeals/{appeal.pk}/delivery/{addressee.pk}/resume/")

    assert while_paused.paused_at is not None
    assert while_paused.paused_reason == "paused by rosa"
    assert Destination.objects.get(key=addressee.office.destination).paused_at is None


def test_all_letters_of_an_appeal_can_be_held_and_released() -> None:
    appeal = an_open_appeal()
    client = at_the_desk(rosa())

    client.post(f"/desk/protests/appeals/{appeal.pk}/delivery/hold/")
    held = Hold.objects.filter(group=appeal.subject).exists()
    page = client.get(f"/desk/protests/appeals/{appeal.pk}/delivery/").content.decode()
    client.post(f"/desk/protests/appeals/{appeal.pk}/delivery/release/")

    assert held
    assert "Let letters go on" in page
    assert not Hold.objects.exists()


def test_a_reason_for_a_pause_stands_beside_it_and_in_the_log() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    addressee, server, client = appeal.addressees.get(), ReceivingServer.objects.exclude(key__startswith="~").get(), at_the_desk(rosa())
    page = f"/desk/protests/appeals/{appeal.pk}/delivery/"

    client.post(f"{page}{addressee.pk}/pause/", {f"pause-{addressee.pk}-reason": "they <i>move</i> house"})
    client.post(f"{page}hold/", {"pause-reason": "his lawyer asks us to wait"})
    client.post(f"/desk/protests/mail/servers/{server.pk}/pause/", {f"pause-{server.pk}-reason": "it is swamped"})

    shown = client.get(page).content.decode()
    told = "paused by rosa: they &lt;i&gt;move&lt;/i&gt; house", "paused by rosa: his lawyer asks us to wait", "paused by rosa: it is swamped"
    assert [words in shown for words in told] == [True] * 3
    assert told[2] in client.get("/desk/protests/mail/").content.decode()
    reasons = dict(LogEntry.objects.filter(verb__contains="delivery.").values_list("verb", "details__reason"))
    assert reasons == {
        "delivery.pause": "they <i>move</i> house",
        "delivery.hold": "his lawyer asks us to wait",
        "delivery.pause_server": "it is swamped",
    }


def test_a_reason_that_is_too_long_pauses_nothing_and_is_shown_again() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    addressee, server, client = appeal.addressees.get(), ReceivingServer.objects.exclude(key__startswith="~").get(), at_the_desk(rosa())
    page, long = f"/desk/protests/appeals/{appeal.pk}/delivery/", "why " * 40

    answers = [
        client.post(f"{page}{addressee.pk}/pause/", {f"pause-{addressee.pk}-reason": long}).content.decode(),
        client.post(f"{page}hold/", {"pause-reason": long}).content.decode(),
        client.post(f"/desk/protests/mail/servers/{server.pk}/pause/", {f"pause-{server.pk}-reason": long}).content.decode(),
    ]

    assert ["desk-error" in answer and long.strip() in answer for answer in answers] == [True] * 3
    assert not Hold.objects.exists()
    assert not Destination.objects.exclude(paused_at=None).exists()
    assert not ReceivingServer.objects.exclude(paused_at=None).exists()


def test_how_the_line_was_protected_stands_beside_each_try_and_each_server() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    message, client = OutgoingMessage.objects.get(mailer="protest"), at_the_desk(rosa())
    Attempt.objects.create(message=message, number=1, fence=1, started_at=NOW, ended_at=NOW, result="deferred", code=450, words="later", tls="no TLS")

    page = client.get(f"/desk/protests/appeals/{appeal.pk}/delivery/").content.decode()

    assert "in the clear" in page
    assert "last line: in the clear" in client.get("/desk/protests/mail/").content.decode()


def test_what_waits_stands_on_the_closed_group_of_the_menu_too() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    request = RequestFactory().get("/desk/")
    request.user = rosa()
    request.user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))

    labels = []
    for reply in (False, True):
        if reply:
            a_reply(appeal)
        [group] = [item for item in admin_menu.render_component(request) if item.name == "appeals-and-letters"]
        labels.append((group.label, *(str(entry.label) for entry in group.menu_items if entry.name == "replies")))

    assert [tuple(map(str, pair)) for pair in labels] == [("Appeals and letters", "Replies"), ("Appeals and letters (1)", "Replies (1)")]


def test_an_uncertain_letter_goes_once_more_when_a_person_says_so() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    bring_to(MessageState.UNCERTAIN, OutgoingMessage.objects.filter(mailer="protest"), due_at=None)

    at_the_desk(rosa()).post(f"/desk/protests/appeals/{appeal.pk}/delivery/retry/", {"which": "uncertain"})

    assert OutgoingMessage.objects.get(mailer="protest").due_at is not None


def test_the_list_of_protests_names_nobody_who_did_not_choose_it() -> None:
    appeal = an_open_appeal()
    a_confirmed_protest(appeal, name="Secret Person", address="secret@mail.example")
    a_confirmed_protest(appeal, name="Aoife Shown", address="shown@mail.example", shown_in_public=ShownInPublic.FIRST_NAME)

    page = at_the_desk(rosa()).get(f"/desk/protests/appeals/{appeal.pk}/protests/").content.decode()

    assert "Aoife" in page
    for private in ("Secret", "secret@mail.example", "shown@mail.example"):
        assert private not in page


def test_a_voice_is_hidden_with_a_reason_and_still_counted() -> None:
    appeal = an_open_appeal()
    protest = a_confirmed_protest(appeal, shown_in_public=ShownInPublic.FULL_NAME)
    address, client = f"/desk/protests/appeals/{appeal.pk}/protests/{protest.pk}/hide/", at_the_desk(rosa())

    without = client.post(address, {"reason": ""})
    client.post(address, {"reason": "An insult"})

    protest.refresh_from_db()
    assert "reason" in without.context["form"].errors
    assert protest.voice_hidden_at is not None
    assert protest.state == "confirmed"


def test_a_reply_is_read_as_text_and_shown_in_checked_words() -> None:
    appeal = an_open_appeal()
    a_confirmed_protest(appeal)
    reply, client = a_reply(appeal), at_the_desk(emeka())
    address = f"/desk/protests/replies/{reply.public_id}/"

    page = client.get(address).content.decode()
    without = client.post(address, {"decision": "show", "public_text": " ", "language": ""})
    client.post(address, {"decision": "show", "public_text": "We have read it.", "language": "en"})

    reply.refresh_from_db()
    assert "&lt;b&gt;Really&lt;/b&gt;" in page
    assert {"public_text", "language"} <= without.context["form"].errors.keys()
    assert (reply.state, reply.public_text, reply.language) == (ReplyState.SHOWN, "We have read it.", "en")


def test_the_menu_says_how_many_replies_wait() -> None:
    appeal = an_open_appeal()
    a_confirmed_protest(appeal)
    reply, client = a_reply(appeal), at_the_desk(emeka())

    waiting = client.get("/desk/protests/replies/").content.decode()
    client.post(f"/desk/protests/replies/{reply.public_id}/", {"decision": "keep"})
    decided = client.get("/desk/protests/replies/").content.decode()

    assert "Replies (1)" in waiting
    assert "Replies (1)" not in decided


def test_a_reply_can_be_kept_and_shown_nowhere() -> None:
    appeal = an_open_appeal()
    a_confirmed_protest(appeal)
    reply = a_reply(appeal)

    at_the_desk(emeka()).post(f"/desk/protests/replies/{reply.public_id}/", {"decision": "keep", "public_text": "x", "language": "en"})

    reply.refresh_from_db()
    assert (reply.state, reply.public_text) == (ReplyState.KEPT, "")


def test_the_outcome_is_recorded_only_after_reading_what_it_does() -> None:
    appeal = an_open_appeal(addressees=2)
    a_confirmed_protest(appeal, wants_outcome=True)
    client, address = at_the_desk(emeka()), f"/desk/protests/appeals/{appeal.pk}/outcome/"

    asked = client.post(address, filled_outcome())
    before = Outcome.objects.count()
    client.post(address, filled_outcome(confirmed="yes"))

    appeal.refresh_from_db()
    page = asked.content.decode()
    assert "2 letters that wait are taken back." in page
    assert "1 person who asked to hear gets the mail" in page
    assert before == 0
    assert appeal.state == AppealState.ENDED
    assert appeal.outcome.texts.get().headline == "Free headline"


def test_an_outcome_without_date_source_or_words_is_refused_beside_the_field() -> None:
    appeal = an_open_appeal()

    answer = at_the_desk(emeka()).post(
        f"/desk/protests/appeals/{appeal.pk}/outcome/",
        filled_outcome(**{"outcome-happened": "", "en-headline": "", "ru-headline": "Только заголовок", "confirmed": "yes"}),
    )

    source, russian = answer.context["words"][0], answer.context["words"][1]
    assert "happened" in answer.context["form"].errors
    assert "headline" in source.errors
    assert {"body", "mail_subject", "mail_body"} <= russian.errors.keys()
    assert "Только заголовок" in answer.content.decode()
    assert not Outcome.objects.exists()


def test_from_the_question_back_to_the_texts_keeps_the_words() -> None:
    appeal = an_open_appeal()

    page = at_the_desk(emeka()).post(f"/desk/protests/appeals/{appeal.pk}/outcome/", filled_outcome(change="yes")).content.decode()

    assert "Free mail_body" in page
    assert "Not saved yet" not in page


def test_known_words_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    words = OutcomeWording(headline="He is free", body="b", mail_subject="s", mail_body="m")
    draft = OutcomeRecord(kind="released", happened="2011-01-03", source="socialistworld.net", texts={"ru": words})
    real = hooks.get_hooks

    def known(name: str) -> list[Any]:
        return [lambda _appeal: None, lambda _appeal: draft] if name == "draft_outcome" else real(name)

    monkeypatch.setattr(hooks, "get_hooks", known)

    page = at_the_desk(emeka()).get(f"/desk/protests/appeals/{an_open_appeal().pk}/outcome/")

    assert page.context["form"].initial["happened"] == "2011-01-03"
    assert next(form for form in page.context["words"] if form.language == "ru").initial["headline"] == "He is free"


def test_a_recorded_outcome_is_shown_and_can_not_be_recorded_again() -> None:
    appeal = an_open_appeal()
    words = {"en": OutcomeWording(headline="Free", body="b", mail_subject="s", mail_body="m")}
    end_appeal(appeal=appeal, outcome=OutcomeRecord(kind="released", happened="2011-01-03", source="x", texts=words), by=emeka(), now=NOW)

    answer = at_the_desk(rosa()).post(f"/desk/protests/appeals/{appeal.pk}/outcome/", filled_outcome(confirmed="yes"))

    assert answer.status_code == 200
    assert Outcome.objects.count() == 1


def test_a_test_letter_goes_to_oneself_and_is_counted_nowhere() -> None:
    appeal = an_open_appeal(addressees=1)
    client = at_the_desk(rosa())

    client.post(f"/desk/protests/appeals/{appeal.pk}/test-letter/", {"addressee": appeal.addressees.get().pk})

    message = OutgoingMessage.objects.get()
    assert message.recipient == "rosa@solidarity.example"
    assert message.group != appeal.subject


def test_an_office_whose_plan_ends_after_the_last_day_needs_a_decision() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    appeal.organisation.content_clock_at = datetime(2026, 4, 9, 23, 59, 59, tzinfo=UTC)
    appeal.organisation.save()
    addressee = appeal.addressees.get()
    Destination.objects.filter(key=addressee.office.destination).update(hourly_pace=1, daily_cap=1, day_count=0)

    page = at_the_desk(rosa()).get(f"/desk/protests/appeals/{appeal.pk}/delivery/").content.decode()

    assert "is too slow" in page


def test_an_outcome_without_words_says_so_and_takes_them() -> None:
    appeal = an_open_appeal()
    end_appeal(appeal=appeal, outcome=OutcomeRecord(kind="released", happened="2011-01-03", source="x", texts={}), by=emeka(), now=NOW)
    client, address = at_the_desk(rosa()), f"/desk/protests/appeals/{appeal.pk}/outcome/"

    before = client.get(address).content.decode()
    answer = client.post(f"{address}words/", filled_outcome())
    after = client.get(address).content.decode()

    assert "The mail waits for words" in before
    assert "9 April 2026" in before
    assert answer.headers["Location"] == address
    assert "The mail waits for words" not in after
    assert "Free headline" in after
    assert LogEntry.objects.get(verb="outcome.write").details["language"] == "en"


def test_a_draft_has_no_outcome_to_record() -> None:
    appeal = an_open_appeal()
    Appeal.objects.update(state=AppealState.DRAFT)

    at_the_desk(rosa()).post(f"/desk/protests/appeals/{appeal.pk}/outcome/", filled_outcome(confirmed="yes"))

    assert not Outcome.objects.exists()
    assert Appeal.objects.get().state == AppealState.DRAFT


def test_the_desk_decides_on_another_way_with_a_reason_and_shows_what_goes_along() -> None:
    appeal = an_open_appeal(addressees=1)
    a_confirmed_protest(appeal)
    rosa_at_work, page = at_the_desk(rosa()), f"/desk/protests/appeals/{appeal.pk}/ladder/{appeal.addressees.get().pk}/"

    before = rosa_at_work.get(page).content.decode()
    without_reason = rosa_at_work.post(page, {"rung": "daily", "reason": " "}).content.decode()
    decided = rosa_at_work.post(page, {"rung": "daily", "reason": "550 5.7.1 from all"}, follow=True).content.decode()
    nonsense = rosa_at_work.post(page, {"rung": "pigeon", "reason": "x"}).content.decode()

    assert "1 letter has not left and goes along." in before
    assert "Decided" not in without_reason
    assert "Decided. 1 letter goes along." in decided
    assert "550 5.7.1 from all" in decided
    assert "Select a valid choice" in nonsense
    assert "550 5.7.1 from all" in rosa_at_work.get(f"/desk/protests/appeals/{appeal.pk}/ladder/").content.decode()


def test_the_desk_of_another_organisation_finds_no_way_here() -> None:
    appeal = an_open_appeal(addressees=1)
    page = f"/desk/protests/appeals/{appeal.pk + 1}/ladder/{appeal.addressees.get().pk}/"

    assert at_the_desk(rosa()).get(page).status_code == 404


def test_all_mail_is_stopped_with_a_reason_and_let_go_on() -> None:
    client = at_the_desk(rosa())

    client.post("/desk/protests/mail/hold/", {"reason": ""})
    assert not Hold.objects.exists()
    client.post("/desk/protests/mail/hold/", {"reason": "we were told of a mistake"})
    page = client.get("/desk/protests/mail/").content.decode()
    client.post("/desk/protests/mail/release/")

    assert "we were told of a mistake" in page
    assert not Hold.objects.exists()
    assert set(LogEntry.objects.filter(subject="mail").values_list("verb", flat=True)) == {"mail.hold_all", "mail.release_all"}


def test_servers_stand_on_the_page_of_mail_and_a_persons_own_has_only_a_number() -> None:
    a_confirmed_protest(an_open_appeal(addressees=1), address="samira@samira-k.example")
    hashed = ReceivingServer.objects.get(key__startswith="~")
    client = at_the_desk(rosa())

    client.post(f"/desk/protests/mail/servers/{hashed.pk}/pause/")
    paused = client.get("/desk/protests/mail/").content.decode()
    client.post(f"/desk/protests/mail/servers/{hashed.pk}/release/")

    assert f"a smaller server, no. {hashed.pk}" in paused
    assert "paused by rosa" in paused
    assert "samira-k" not in paused
    assert not ReceivingServer.objects.exclude(paused_at=None).exists()
    assert client.post("/desk/protests/mail/servers/999999/pause/").status_code == 404


def test_a_domain_is_warmed_up_by_a_plan() -> None:
    a_confirmed_protest(an_open_appeal(addressees=1))
    domain = SendingDomain.objects.filter(key__startswith="protest@").get()
    client, address = at_the_desk(rosa()), f"/desk/protests/mail/domains/{domain.pk}/"

    wrong = client.post(address, {f"warm-{domain.pk}-starts_on": "2026-04-09", f"warm-{domain.pk}-plan": "50 many"})
    half = client.post(address, {f"warm-{domain.pk}-starts_on": "2026-04-09", f"warm-{domain.pk}-plan": ""})
    client.post(address, {f"warm-{domain.pk}-starts_on": "2026-04-09", f"warm-{domain.pk}-plan": "50, 100 200"})

    domain.refresh_from_db()
    assert "Write whole numbers from 1" in wrong.content.decode()
    assert "Give both the day and the numbers" in half.content.decode()
    assert (str(domain.warms_up_from), domain.warm_up) == ("2026-04-09", "50 100 200")


def test_a_server_is_given_limits_of_its_own_and_has_them_taken_away() -> None:
    a_confirmed_protest(an_open_appeal(addressees=1))
    server = ReceivingServer.objects.first()
    assert server is not None
    client, address = at_the_desk(rosa()), f"/desk/protests/mail/servers/{server.pk}/limits/"

    wrong = client.post(address, {f"limits-{server.pk}-most_an_hour": "0"})
    client.post(address, {f"limits-{server.pk}-most_an_hour": "30", f"limits-{server.pk}-most_connections": "2"})
    server.refresh_from_db()
    kept = (server.most_an_hour, server.most_connections)
    client.post(address, {f"limits-{server.pk}-most_an_hour": "", f"limits-{server.pk}-most_connections": ""})
    server.refresh_from_db()

    assert 'aria-invalid="true"' in wrong.text
    assert kept == (30, 2)
    assert (server.most_an_hour, server.most_connections) == (None, None)


def test_letters_that_go_another_way_keep_no_pace_and_make_no_office_too_slow() -> None:
    appeal = an_open_appeal(addressees=1)
    addressee = appeal.addressees.get()
    move_to_rung(addressee=addressee, rung=Rung.BOOK, reason="they block us", with_failed=False, by=emeka(), now=NOW)
    a_confirmed_protest(appeal)
    appeal.organisation.content_clock_at = datetime(2026, 4, 9, 23, 59, 59, tzinfo=UTC)
    appeal.organisation.save()
    Destination.objects.filter(key=addressee.office.destination).update(hourly_pace=1, daily_cap=1, day_count=1)

    [line] = office_lines(appeal=appeal, language="en", now=NOW)
    page = at_the_desk(rosa()).get(f"/desk/protests/appeals/{appeal.pk}/delivery/").text

    assert (line.counts.left, line.plan.left, line.is_too_slow) == (1, 0, False)
    assert "a printed book of letters" in page
    assert "is too slow" not in page
