"""Letters kept in memory, for tests: the other side does as it is told."""

from collections.abc import Callable, Mapping

from outcry.delivery.outgoing.transports.base import Answer, HandOverError, Letter


class MemoryTransport:
    """Takes every letter, or answers by recipient with the error given for it."""

    def __init__(self, *, errors: Mapping[str, HandOverError] | None = None) -> None:
        self.taken: list[Letter] = []
        self.errors = dict(errors or {})

    def hand_over(self, *, letter: Letter, before_content: Callable[[], None], following: Letter | None = None) -> Answer:
        if error := self.errors.get(letter.recipient):
            raise error
        before_content()
        self.taken.append(letter)
        return Answer(code=250, words="kept in memory")

    def close(self) -> None:
        pass
