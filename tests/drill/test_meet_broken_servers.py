"""Every broken mail server of the drill leaves a letter in the right state; and a sender that guesses does not."""

from collections import Counter
from typing import Any

import pytest

from drill.broken_servers import FAULTS, Fault, meet
from outcry.delivery.outgoing.transports.base import Letter, RefusedForGood, TryLater, Uncertain
from outcry.delivery.outgoing.transports.conversation import Line
from outcry.delivery.outgoing.transports.smtp import SmtpTransport

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(60)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_letter_is_left_in_the_right_state(fault: Fault) -> None:
    met = meet(fault)

    assert met.is_right, met


def test_there_are_sixty_faults_and_more_each_with_a_name_of_its_own() -> None:
    names = Counter(fault.name for fault in FAULTS)

    assert len(names) == len(FAULTS) >= 60
    assert {fault.first for fault in FAULTS} == {"accepted", "deferred", "refused", "uncertain"}


class Guessing(SmtpTransport):
    """Takes a line that broke after the end for one that broke before, as most senders do."""

    def hand_over(self, **told: Any) -> Any:
        try:
            return super().hand_over(**told)
        except Uncertain as error:
            raise TryLater(error.words) from None


def test_without_the_difference_between_before_and_after_the_end_the_states_are_wrong() -> None:
    # The negative control: were all of this still right, the table above would prove nothing.
    doubtful = [fault for fault in FAULTS if fault.first == "uncertain"]

    assert doubtful
    assert not any(meet(fault, make=Guessing).is_right for fault in doubtful)


class Hasty(SmtpTransport):
    """Takes what was answered to a letter asked about ahead for the last word on it."""

    def _agreed_ahead(self, letter: Letter) -> tuple[Line | None, bool]:
        line, self._asked_ahead = self._line, ""
        assert line is not None
        refused = self._answers(line, ("MAIL", "RCPT", "DATA"))
        if refused:
            raise RefusedForGood(refused.words, code=refused.code)
        return line, False


def test_were_an_answer_to_a_letter_asked_about_ahead_believed_the_states_were_wrong() -> None:
    # The negative control, and the proof that the table asks ahead at all.
    early = [fault for fault in FAULTS if fault.name.startswith("asked ahead: ") and fault.name.endswith((": 451", ": 503", ": 550"))]

    assert len(early) == 9
    assert not any(meet(fault, make=Hasty).is_right for fault in early)
