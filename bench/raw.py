"""The bare baselines: WSGI applications without a framework.

`insert` parses the same body and inserts one row with the product's own pragmas; `constant` answers the same bytes
to everybody, as many as the file BENCH_CONSTANT holds.
"""

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pysqlite3.dbapi2

from outcry.lib.sqlite import durable_pragmas

_COLUMNS = ("name", "email", "country", "letter", "shown_in_public", "shown_to_addressee", "wants_outcome")
_local = threading.local()
_constant = Path(os.environ["BENCH_CONSTANT"]).read_bytes() if "BENCH_CONSTANT" in os.environ else b""


def _connection() -> Any:
    if not hasattr(_local, "connection"):
        _local.connection = pysqlite3.dbapi2.connect(os.environ["BENCH_DATABASE"], timeout=10, isolation_level=None)
        _local.connection.executescript(durable_pragmas())
        columns = ", ".join(f"{column} TEXT" for column in _COLUMNS)
        _local.connection.execute(f"CREATE TABLE IF NOT EXISTS signature (id INTEGER PRIMARY KEY, {columns})")
    return _local.connection


def insert(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Parse and insert."""
    fields = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    values = [fields.get(column, [""])[0] for column in _COLUMNS]
    _connection().execute(f"INSERT INTO signature ({', '.join(_COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    start_response("303 See Other", [("Location", "/thanks/"), ("Content-Length", "0")])
    return [b""]


def constant(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The same page to everybody."""
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(_constant)))])
    return [_constant]
