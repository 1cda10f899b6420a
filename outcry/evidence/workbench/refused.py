"""Why a file was not worked on."""


class Refused(Exception):
    """`kind` is a word for which the desk has a sentence."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
