"""Other mail queues for Django, drained in the same run. Runs in a virtual environment of its own, where Outcry is not: started by drain.py.

python drain_others.py QUEUE DATABASE PORT NUMBER FILE     puts NUMBER copies of FILE down, drains them, prints how long that took, as JSON

QUEUE is `mailer` (django-mailer) or `post_office` (django-post-office), each as it is set up by default. DATABASE is a file, or an address of PostgreSQL.
"""

import email
import json
import sys
import time
from email import policy
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings


def main() -> None:
    queue, database, port, number, file = sys.argv[1:]
    settings.configure(
        SECRET_KEY="bench",
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", queue],
        DATABASES={"default": _database(database)},
        EMAIL_BACKEND={"mailer": "mailer.backend.DbBackend", "post_office": "post_office.EmailBackend"}[queue],
        MAILER_EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        # None of its own limits: how many a run may send, and how many fail before it stops.
        MAILER_EMAIL_MAX_BATCH=None,
        POST_OFFICE={"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}, "DEFAULT_PRIORITY": "medium"},
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(port),
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LOGGING_CONFIG=None,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    )
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  needs the settings above

    call_command("migrate", verbosity=0)
    _put(Path(file).read_bytes(), int(number))
    began, processor = time.monotonic(), time.process_time()
    call_command("send_mail" if queue == "mailer" else "send_queued_mail", verbosity=0)
    print(json.dumps({"seconds": time.monotonic() - began, "processor": time.process_time() - processor, "left": _left(queue)}))


def _database(told: str) -> dict[str, object]:
    if told.startswith("postgres"):
        parts = urlsplit(told)
        user, _, host = parts.netloc.rpartition("@")
        name, _, port = host.partition(":")
        return {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": user, "HOST": name, "PORT": port}
    # As ours: every commit is on the disk.
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": told, "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}}


def _put(content: bytes, number: int) -> None:
    from django.core.mail import EmailMessage, get_connection  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    letter = email.message_from_bytes(content, policy=policy.default)
    text = letter.get_content()
    connection = get_connection()
    with transaction.atomic():
        for one in range(number):
            mail = EmailMessage(
                subject=letter["Subject"],
                body=f"{text}\n{one}\n",
                from_email="protest@outcry.example",
                to=["office@bench.example"],
                headers={"Message-ID": f"<bench{one}@outcry.example>"},
                connection=connection,
            )
            mail.send()


def _left(queue: str) -> int:
    from django.apps import apps  # noqa: PLC0415

    # Zero is post-office's word for sent.
    kind, sent = {"mailer": ("Message", {}), "post_office": ("Email", {"status": 0})}[queue]
    rows = apps.get_model(queue, kind)._default_manager
    return int(rows.exclude(**sent).count() if sent else rows.count())


if __name__ == "__main__":
    main()
