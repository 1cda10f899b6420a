"""Blocks whose versions are compared in words: a choice by its name, a number as it stands, a tick as yes or no.

Wagtail compares them by what it stores: the key of a row, "None", "True".
"""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.admin.compare import CharBlockComparison, diff_text


class NamedComparison(CharBlockComparison):  # type: ignore[misc]
    """Two versions of a choice, by the names that the editor picked from."""

    def htmlvalue(self, val: Any) -> str:
        return escape(self._name(val))

    def htmldiff(self) -> Any:
        return diff_text(self._name(self.val_a), self._name(self.val_b)).to_html()

    def _name(self, key: Any) -> str:
        if key in (None, ""):
            return ""
        # A function, read anew: the row may have been named since.
        names = {str(known): str(name) for known, name in self.block.field.choices}
        return names.get(str(key), _("no longer there"))


class PlainComparison(CharBlockComparison):  # type: ignore[misc]
    """Two versions of a number or a tick: nothing stands where nothing was said."""

    def htmlvalue(self, val: Any) -> str:
        return escape(_plain(val))

    def htmldiff(self) -> Any:
        return diff_text(_plain(self.val_a), _plain(self.val_b)).to_html()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


class WholeNumber(blocks.IntegerBlock):  # type: ignore[misc]
    """A number that is compared plainly. To migrations it is Wagtail's own."""

    def get_comparison_class(self) -> type[PlainComparison]:
        """As it stands."""
        return PlainComparison

    def deconstruct(self) -> tuple[str, Any, Any]:
        """Wagtail's."""
        return ("wagtail.blocks.IntegerBlock", *super().deconstruct()[1:])


class Tick(blocks.BooleanBlock):  # type: ignore[misc]
    """Yes or no, in words where versions are compared. To migrations it is Wagtail's own."""

    def get_comparison_class(self) -> type[PlainComparison]:
        """In words."""
        return PlainComparison

    def deconstruct(self) -> tuple[str, Any, Any]:
        """Wagtail's."""
        return ("wagtail.blocks.BooleanBlock", *super().deconstruct()[1:])


class Choice(blocks.ChoiceBlock):  # type: ignore[misc]
    """One of several, compared by its name."""

    def get_comparison_class(self) -> type[NamedComparison]:
        """By name."""
        return NamedComparison
