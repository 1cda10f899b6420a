"""What a report is tied to, where two versions of it are compared: by name, as the editor chose it."""

# Wagtail brings no types: what it returns is Any.
# mypy: disable-error-code="no-any-return"

from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from wagtail.admin.compare import M2MFieldComparison
from wagtail.admin.panels import FieldPanel

from outcry.newsroom.choosing import BY_NAME
from outcry.newsroom.subject_links import topic_links


class NamedTies(M2MFieldComparison):  # type: ignore[misc]
    """Two versions of what a report belongs to. What the reader may not know of is neither named nor counted, and is no change to her."""

    @cached_property
    def _names(self) -> dict[int, str]:
        return dict(BY_NAME[self.field.name]())

    def get_items(self) -> tuple[list[Any], list[Any]]:
        """Those that she may know of."""
        before, after = super().get_items()
        return [one for one in before if one.pk in self._names], [one for one in after if one.pk in self._names]

    def get_item_display(self, item: Any) -> str:
        """By name."""
        return self._names[item.pk]


class NamedTopics(M2MFieldComparison):  # type: ignore[misc]
    """Two versions of what a report is about, in the words of the list of topics."""

    def get_item_display(self, item: Any) -> str:
        """In the editor's language."""
        return topic_links([item], language=get_language() or "")[0].label


class TiesPanel(FieldPanel):  # type: ignore[misc]
    """A field of a report in which rows are chosen by name."""

    def get_comparison_class(self) -> type[M2MFieldComparison]:
        """By name."""
        return NamedTies if self.field_name in BY_NAME else NamedTopics
