"""What is not done with a piece of evidence, and why."""


class EvidenceRefused(Exception):
    """This is not taken or not done; `field` says which part, `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
