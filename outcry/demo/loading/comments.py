"""Invented comments below one of the sample's reports: one that readers see, one that waits at the desk, in each language."""

from datetime import datetime

from outcry.accounts.models import Organisation, User
from outcry.demo.loading.words import by_language
from outcry.demo.sample import table
from outcry.newsroom.comment_rows import CommentTally
from outcry.newsroom.comments.commenting import Writing, write_comment
from outcry.newsroom.comments.moderating import approve
from outcry.newsroom.queries import report_called


def load_comments(*, organisation: Organisation, editor: User, now: datetime) -> None:
    """Write them below the report in each language in which it can be read. Those that are there are left as they are."""
    material, on = table("comments"), organisation.content_now(now=now).date()
    for number, comment in enumerate(material["comment"]):
        for language, text in by_language(comment).items():
            report = report_called(material["report"], language=language, on=on)
            if report is None:
                continue
            writing = Writing(name=material["name"][language], text=text, form=f"sample material: comment {number} {language}")
            written = write_comment(report=report, writing=writing, network="", now=now)
            if comment["is_shown"]:
                approve(comments=[written], by=editor, now=now)


def forget_limits() -> None:
    """Take out the tallies by which comments are limited; comments go with their reports."""
    CommentTally.objects.all().delete()
