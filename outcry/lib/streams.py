"""Answers that are made piece by piece, when the request that asked for them is over."""

from collections.abc import Iterator
from contextvars import copy_context


def begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same with its first piece made already, so that a refusal comes to whoever asked."""
    first = next(pieces, b"")

    def whole() -> Iterator[bytes]:
        yield first
        yield from pieces

    return whole()


def as_asked_now(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, each piece made for the reader and in the language of this moment: when its turn comes, neither is known any more."""
    context = copy_context()

    def whole() -> Iterator[bytes]:
        while (piece := context.run(next, pieces, None)) is not None:
            yield piece

    return whole()
