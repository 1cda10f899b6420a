from pathlib import Path

import pytest

from outcry.protests.reply_text import reply_text, verbatim


def test_plain_text_is_read_with_its_headers() -> None:
    raw = "From: reception@prosecutor.example\r\nSubject: =?utf-8?b?0J7RgtCy0LXRgg==?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nПолучено.\r\n"

    text = reply_text(raw.encode())

    assert (text.subject, text.body) == ("Ответ", "Получено.")


def test_a_web_page_is_read_without_its_tags() -> None:
    raw = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Received.</p><script>alert(1)</script>"

    text = reply_text(raw)

    assert text.was_html
    assert text.body == "Received."


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\xfe", b"Content-Type: text/plain; charset=no-such\r\n\r\nText", b"Content-Type: multipart/mixed\r\n\r\nbroken", None]
)
def test_no_mail_stops_the_desk(raw: bytes | None) -> None:
    assert isinstance(reply_text(raw).body, str)
    assert "\x00" not in verbatim(raw)


def test_real_mails_are_read_without_an_error(real_data: Path) -> None:
    read = [reply_text(path.read_bytes()) for path in sorted((real_data / "mail").rglob("*.eml"))]

    assert read
