"""What the operations of this room refuse."""


class GivingRefused(Exception):
    """It is not done; `field` says which part, `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
