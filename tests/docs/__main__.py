"""`make write-docs`: write the drawn parts of the docs anew."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
django.setup()

from tests.docs.drawn import drawn_pages, redraw  # noqa: E402  needs Django
from tests.docs.pages import named  # noqa: E402
from tests.docs.tree import text_of  # noqa: E402

for page in drawn_pages():
    before = text_of(page)
    if (after := redraw(before)) != before:
        page.write_text(after, encoding="utf-8")
        print(f"{named(page)} written.")
