"""What of a part goes over: elements and attributes that stand in a list. Whatever is new or unknown stays behind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, TreeBuilder

from outcry.evidence.workbench.refused import Refused

COMMENTS, PICTURES, LINKS, FORMULAS, COVERED, UNKNOWN = "comments", "pictures", "links", "formulas", "covered", "unknown"
_DEEPEST = 200
_LONGEST_VALUE = 255
# No address, no path on somebody's machine.
_LEADS_AWAY = re.compile(r"://|\\\\|\b[a-z]:\\\w|mailto:|file:|[\x00-\x1f]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Names as ElementTree writes them. `kept` elements go over; of `opened` ones what stands in them does; all others stay behind with it."""

    kept: frozenset[str]
    # Of those kept: whose text is text. Between elements nobody sees it.
    speaking: frozenset[str]
    opened: frozenset[str]
    attributes: frozenset[str]
    # Why a file that has this is refused.
    refused: Mapping[str, str]
    # Values that hide what they stand at.
    hiding: Mapping[str, frozenset[str]]
    # What is said of an element that stays behind, or is opened; nothing of one without text.
    told: Mapping[str, str]
    silent: frozenset[str] = frozenset()
    # Attributes that name a style: any name that is not the program's own is replaced by a number.
    names: frozenset[str] = frozenset()
    own_names: re.Pattern[str] = re.compile("")


def listed(space: str, names: str) -> frozenset[str]:
    """Names of one namespace."""
    return frozenset(f"{{{space}}}{name}" for name in names.split())


@dataclass
class Cleaner:
    """Cleans the parts of one file. `left` gathers what stayed behind."""

    rules: Rules
    left: set[str] = field(default_factory=set)
    _styles: dict[str, str] = field(default_factory=dict)

    def clean(self, tree: Element) -> Element:
        """A tree of what is listed. Raise Refused."""
        if tree.tag not in self.rules.kept:
            raise Refused("not_readable")
        builder = TreeBuilder()
        self._write(tree, builder, depth=0, speaks=False)
        return builder.close()

    def _write(self, element: Element, builder: TreeBuilder, *, depth: int, speaks: bool) -> None:
        if depth > _DEEPEST:
            raise Refused("not_readable")
        self._refuse(element)
        is_kept = element.tag in self.rules.kept
        if (not is_kept and element.tag not in self.rules.opened) or self.is_gone(element):
            self._leave(element)
            return
        if element.tag in self.rules.told:
            self.left.add(self.rules.told[element.tag])
        if is_kept:
            speaks = element.tag in self.rules.speaking
            builder.start(element.tag, self.attributes(element))
        self._write_within(element, builder, depth=depth, speaks=speaks)
        if is_kept:
            builder.end(element.tag)

    def _write_within(self, element: Element, builder: TreeBuilder, *, depth: int, speaks: bool) -> None:
        if speaks and element.text:
            builder.data(element.text)
        for child in element:
            self._write(child, builder, depth=depth + 1, speaks=speaks)
            if speaks and child.tail:
                builder.data(child.tail)

    def is_gone(self, element: Element) -> bool:
        """Whether this one stays behind although its like goes over."""
        return False

    def attributes(self, element: Element) -> dict[str, str]:
        """What of them goes over."""
        return {name: self._value(name, value) for name, value in element.items() if name in self.rules.attributes and _is_plain(value)}

    def _value(self, name: str, value: str) -> str:
        return self.style(value) if name in self.rules.names else value

    def style(self, name: str) -> str:
        """The name of a style: the program's own as it is, any other as a number, the same one in each part."""
        if self.rules.own_names.fullmatch(name):
            return name
        return self._styles.setdefault(name, f"s{len(self._styles) + 1}")

    def _refuse(self, element: Element) -> None:
        reason = self.rules.refused.get(element.tag)
        if reason and not is_off(element):
            raise Refused(reason)
        if any(value in self.rules.hiding.get(name, ()) for name, value in element.items()):
            raise Refused("hidden")

    def _leave(self, element: Element) -> None:
        if element.tag in self.rules.told:
            self.left.add(self.rules.told[element.tag])
        elif element.tag not in self.rules.silent and "".join(element.itertext()).strip():
            self.left.add(UNKNOWN)


def is_off(element: Element) -> bool:
    """Whether a switch of a text is off by its own word."""
    return any(name.endswith("}val") and value in ("0", "false", "off") for name, value in element.items())


def _is_plain(value: str) -> bool:
    return len(value) <= _LONGEST_VALUE and not _LEADS_AWAY.search(value)
