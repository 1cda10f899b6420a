"""Whether a report has more than a headline: what readers get, and what a colleague is asked to read."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

NOTHING_TO_READ = _("There is nothing to read below the headline. Write a standfirst or a text first.")


def is_something_to_read(standfirst: str, body: Iterable[Any]) -> bool:
    """A standfirst is enough: in a language to which the text has not come yet, it says what happened. Headings and empty paragraphs alone are nothing."""
    return bool(standfirst.strip()) or any(_says_something(block.block_type, block.value) for block in body)


def _says_something(kind: str, value: Any) -> bool:
    if kind == "paragraph":
        return bool(strip_tags(value["text"].source).replace("\xa0", " ").strip())
    return kind != "heading"
