"""Why an operation on a gathering was not done."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class GatheringRefused(Exception):
    """Not done; `field` says which entry is meant (empty: the whole), `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class NotReady(GatheringRefused):
    """Something is missing before it can be announced."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("", _("Something is still missing before this gathering can be announced."))
        self.sentences = tuple(sentences)
