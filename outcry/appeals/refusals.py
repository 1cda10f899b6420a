"""Why an operation on an appeal was not done."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class AppealRefused(Exception):
    """Not done; `field` says which entry is meant (empty: the whole), `sentence` why, in words for the person at the desk."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class AppealIsOut(AppealRefused):
    """The public has seen it: this part can no longer change."""

    def __init__(self) -> None:
        super().__init__("", _("This appeal has been launched. People signed what it asked for then, so this part can no longer be changed."))


class NotReady(AppealRefused):
    """Something is missing before the launch."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("", _("Something is still missing before this appeal can be launched."))
        self.sentences = tuple(sentences)
