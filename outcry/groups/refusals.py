"""Why an operation on an organisation was not done."""


class GroupRefused(Exception):
    """Not done; `field` says which entry is meant (empty: the whole), `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
