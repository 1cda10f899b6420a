"""A web page as plain text: what was written in it, in lines as it was seen, and nothing that runs, loads or hides. Pure."""

from html.parser import HTMLParser

_APART = frozenset({"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"})
_BREAKS = _APART | {"address", "article", "aside", "center", "dd", "div", "dl", "dt", "footer", "form", "header", "hr", "li", "main", "nav", "section", "tr"}
_SILENT = frozenset({"head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self._line: list[str] = []
        self._silent: list[str] = []
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "br":
            self._end_line()
        elif tag in _BREAKS:
            self._end_block(is_apart=tag in _APART)
        if tag == "blockquote" and not self._silent:
            self._quotes += 1
        elif tag == "li" and not self._silent:
            self._line.append("- ")
        elif tag == "img" and not self._silent:
            self._line.append(next((f" [{text}] " for name, text in attrs if name == "alt" and text), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _BREAKS:
            if "".join(self._line).strip():
                self._end_line()
            if tag == "blockquote":
                self._quotes = max(0, self._quotes - 1)
            self._end_block(is_apart=tag in _APART)
        elif tag in ("td", "th"):
            self._line.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data)

    def _end_line(self) -> None:
        self.lines.append((self._quotes, " ".join("".join(self._line).split())))
        self._line.clear()

    def _end_block(self, *, is_apart: bool) -> None:
        if "".join(self._line).strip(" -\n\t\r"):
            self._end_line()
        else:
            self._line.clear()
        if is_apart and self.lines and self.lines[-1][1]:
            self.lines.append((self._quotes, ""))

    def text(self) -> str:
        self._end_block(is_apart=False)
        return "\n".join(f"{'> ' * quotes}{line}".rstrip() for quotes, line in self.lines)


def html_text(html: str) -> str:
    """Its words. What was quoted has a mark before each line, as in plain mails."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text().strip("\n")
