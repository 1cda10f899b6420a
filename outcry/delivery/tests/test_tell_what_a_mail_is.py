"""`outcry mail classify`: a line of JSON for each file."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

REPORT = (
    "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@x.example>\r\nSubject: Undelivered mail\r\n"
    "X-Failed-Recipients: minister@x.example\r\n\r\n550 5.1.1 <minister@x.example>: no such user\r\n"
)
ANSWER = "Return-Path: <minister@x.example>\r\nFrom: The Minister <minister@x.example>\r\nSubject: Re: Free him\r\n\r\nWe have read it.\r\n"


def test_each_file_gets_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in ("report.eml", "answer.eml", "away.eml")]
    for file, text in zip(files, (REPORT, ANSWER, "Auto-Submitted: auto-replied\r\n" + ANSWER), strict=True):
        file.write_text(text)

    call_command("mail", "classify", *map(str, files))

    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"file": str(files[0]), "kind": "bounce", "recipients": ["minister@x.example"], "hard": True, "reason": "no such address"},
        {"file": str(files[1]), "kind": "reply", "recipients": [], "hard": None, "reason": ""},
        {"file": str(files[2]), "kind": "auto-reply", "recipients": [], "hard": None, "reason": ""},
    ]


def test_a_file_that_can_not_be_read_is_named_after_the_others_were_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "answer.eml"
    file.write_text(ANSWER)

    with pytest.raises(CommandError, match=r"nowhere\.eml: No such file or directory"):
        call_command("mail", "classify", str(tmp_path / "nowhere.eml"), str(file))

    assert json.loads(capsys.readouterr().out)["kind"] == "reply"
