"""An appeal that many have joined: rows made by SQL, as they stand when the term of the letters' texts is over."""

from pathlib import Path

import pysqlite3.dbapi2

_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
_COUNTRIES = "'DE','IE','SE','PL','FR','GB','US','BR','IN','NG','KZ','TR','JP','AU','ZA','CL'"
_PROTESTS = f"""{_NUMBERS}
INSERT INTO protests_protest (public_id, state, submitted_at, mail_due_at, expires_at, confirmed_at, state_changed_at, language, country,
  shown_in_public, shown_to_addressee, wants_outcome, address_rule, is_generated, appeal_id, letter_id, address_hash, site_address_hash)
SELECT substr(lower(hex(randomblob(8))), 1, 16), 'confirmed', '2010-12-20 10:00:00', '2010-12-20 10:00:00', '2010-12-27 10:00:00',
  datetime('2010-12-20 10:00:00', '+' || (n % 900000) || ' seconds'), '2010-12-20 11:00:00', 'en',
  json_extract(json_array({_COUNTRIES}), '$[' || (n % 16) || ']'), CASE n % 10 WHEN 0 THEN 'country' ELSE 'nothing' END, 'country', 0, 1, 1,
  :appeal, :letter, randomblob(32), randomblob(32)
FROM numbers"""
_LETTERS = f"""{_NUMBERS}
INSERT INTO delivery_outgoingmessage (key, "group", mailer, destination_id, priority, return_id, message_id, sender, state, state_changed_at, created_at,
  lifetime, attempts, uncertain_resends, troubles, fence, accepted_at, erased_at)
SELECT 'bench:' || n, 'appeal:' || :appeal, 'protest', :destination, 5, substr(lower(hex(randomblob(7))), 1, 13), '<bench' || n || '@bench.example>',
  'b@bench.example', CASE n % 9 WHEN 0 THEN 'refused' ELSE 'accepted' END, '2010-12-20 12:00:00', '2010-12-20 11:00:00',
  432000000000, 1, 0, 0, 1, '2010-12-20 12:00:00', '2011-01-17 12:00:00'
FROM numbers"""


def fill(*, database: Path, protests: int) -> None:
    """Add so many confirmed protests, each with a letter that has been answered for, to the first open appeal."""
    connection = pysqlite3.dbapi2.connect(str(database), isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;")
    [(appeal, letter)] = connection.execute(
        "SELECT a.id, max(v.id) FROM appeals_appeal a JOIN appeals_letterversion v ON v.appeal_id = a.id WHERE slug = 'free-esenbek-ukteshbayev' GROUP BY a.id"
    ).fetchall()
    [(destination,)] = connection.execute("SELECT min(id) FROM delivery_destination").fetchall()
    named = {"count": protests, "appeal": appeal, "letter": letter, "destination": destination}
    for statement in (_PROTESTS, _LETTERS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(statement, named)
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("ANALYZE")
    connection.close()


def count_rows(*, database: Path, table: str) -> int:
    """How many rows a table holds."""
    connection = pysqlite3.dbapi2.connect(f"file:{database}?mode=ro", uri=True)
    try:
        [(number,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    finally:
        connection.close()
    return int(number)
