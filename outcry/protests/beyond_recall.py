"""Letters and mails about a case that have left: for whoever takes the case away from the public."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from outcry.appeals import queries
from outcry.cases.beyond_recall import BeyondRecall
from outcry.delivery.queries import count_states
from outcry.delivery.states import MessageState

# It may have arrived, as far as anybody knows.
_GONE = (MessageState.SUBMITTING, MessageState.HANDED_OFF, MessageState.ACCEPTED, MessageState.UNCERTAIN)


def beyond_recall(*, case_id: int) -> Iterator[BeyondRecall]:
    """For the hook of the case file: what its appeals sent."""
    letters, mails = _gone(case_id, "protest"), _gone(case_id, "letter_to_supporter")
    to_authorities = ngettext("%(number)s letter to authorities has left.", "%(number)s letters to authorities have left.", letters)
    to_supporters = ngettext("%(number)s mail to supporters has left.", "%(number)s mails to supporters have left.", mails)
    yield BeyondRecall(number=letters, sentence=to_authorities % {"number": letters})
    yield BeyondRecall(number=mails, sentence=to_supporters % {"number": mails})


def _gone(case_id: int, mailer: str) -> int:
    counted = [states for appeal in queries.of_case(case_id=case_id) for states in count_states(group=appeal.subject, mailer=mailer).values()]
    return sum(states.get(state, 0) for states in counted for state in _GONE)
