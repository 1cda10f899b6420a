"""The database knows the table of states, too: what goes round our code does not go round it."""

from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from outcry.delivery.models import MessageEvent, OutgoingMessage
from outcry.delivery.states import TRANSITIONS, MessageState
from outcry.delivery.tests.cast import a_mail, bring_to, put

pytestmark = pytest.mark.django_db


def is_taken(message: OutgoingMessage, after: str) -> bool:
    try:
        with transaction.atomic():
            OutgoingMessage.objects.filter(pk=message.pk).update(state=after)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize("before", MessageState)
def test_the_database_takes_the_steps_of_the_table_and_no_others(before: MessageState) -> None:
    (message,) = put(a_mail())
    bring_to(before)

    assert {after for after in MessageState if is_taken(message, after)} == {before, *TRANSITIONS[before]}


@pytest.mark.parametrize(("model", "column"), [(OutgoingMessage, "state"), (MessageEvent, "after")])
def test_the_database_takes_known_states_alone(model: type[OutgoingMessage] | type[MessageEvent], column: str) -> None:
    put(a_mail())
    # A copy that differs in nothing but what must.
    row: dict[str, Any] = dict(model._default_manager.values().get())
    row |= {"id": row["id"] + 1} | ({"key": "another", "return_id": "another", "message_id": "another"} if model is OutgoingMessage else {})

    model._default_manager.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.create(**row | {"id": row["id"] + 1, column: "sent"})


def test_many_rows_at_once_are_refused_for_one_that_may_not() -> None:
    first, second = put(a_mail(), a_mail())
    bring_to("accepted", OutgoingMessage.objects.filter(pk=second.pk))

    with pytest.raises(DatabaseError, match="no such step"), transaction.atomic():
        OutgoingMessage.objects.update(state="submitting")

    assert set(OutgoingMessage.objects.values_list("pk", "state")) == {(first.pk, "queued"), (second.pk, "accepted")}


def test_every_state_but_the_first_is_reached_from_another() -> None:
    # Else `bring_to` above proves nothing for it.
    assert {after for before, after in product(MessageState, MessageState) if after in TRANSITIONS[before]} == set(MessageState) - {MessageState.QUEUED}
