"""Filling the pages of comments."""

from datetime import date
from typing import Literal

from django.conf import settings

from outcry.design.day_words import plain_day
from outcry.front.pages.comments import AllComments, MailPage, ObjectPage, OwnPage, OwnState, WritePage
from outcry.newsroom.comment_rows import Comment, Commenting, CommentState, Objection
from outcry.newsroom.comment_rules import commenting
from outcry.newsroom.comments.commenting import link_to
from outcry.newsroom.drawing.comments import ShownComment, comments_of, shown_alone
from outcry.newsroom.models import ReportPage

_STATES: dict[str, OwnState] = {
    CommentState.HELD: "held",
    CommentState.PUBLISHED: "published",
    CommentState.REFUSED: "refused",
    CommentState.REMOVED: "removed",
}


def all_comments(report: ReportPage, *, on: date, leaf: str) -> AllComments | None:
    """One leaf of a report's comments; None where there is none."""
    found = comments_of(report, on=on, organisation=report.organisation.name_in(report.locale.language_code), leaf=leaf)
    return AllComments(title=report.title, report_url=report.address(), comments=found) if found else None


def write_page(report: ReportPage, *, answered: ShownComment | None, on: date) -> WritePage | None:
    """The page with the form; None where the report takes no comments."""
    rule = commenting(chosen=report.commenting, published_on=report.published_on, on=on)
    if rule is Commenting.CLOSED:
        return None
    return WritePage(
        title=report.title,
        report_url=report.address(),
        slug=report.slug,
        is_moderated=rule is Commenting.MODERATED,
        asks_for_website=settings.COMMENTS_WEBSITE,
        address_days=settings.COMMENTS_ADDRESS_DAYS,
        held_days=settings.COMMENTS_HELD_DAYS,
        answered=answered,
    )


def answered_comment(report: ReportPage, public_id: str) -> ShownComment | None:
    """The published comment that is being answered."""
    # Out of an address: PostgreSQL refuses to look for some characters at all.
    found = Comment.objects.published().filter(report=report.pk, public_id=public_id).first() if public_id.isalnum() else None
    return shown_alone(found, report.organisation.name_in(report.locale.language_code)) if found else None


def object_page(comment: Comment) -> ObjectPage:
    """The form that objects to a published comment."""
    name = comment.organisation.name_in(comment.report.locale.language_code)
    return ObjectPage(title=comment.report.title, report_url=comment.report.address(), public_id=comment.public_id, comment=shown_alone(comment, name))


def hear_page(comment: Comment | None) -> MailPage:
    """Behind the link that asks whether she wants to hear of answers."""
    if comment is None:
        return MailPage(state="unknown")
    state: Literal["ask", "done", "over"] = "over" if comment.address_hash is None else "done" if comment.address_confirmed_at else "ask"
    return MailPage(state=state, title=comment.report.title, report_url=comment.report.address())


def leave_page(comment: Comment | None) -> MailPage:
    """Behind the link in every mail that stops it."""
    if comment is None:
        return MailPage(state="unknown")
    state: Literal["ask", "stopped", "erased"] = "erased" if comment.erased_at else "ask" if comment.address_hash is not None else "stopped"
    return MailPage(state=state, title=comment.report.title, report_url=comment.report.address())


def own_page(comment: Comment | None) -> OwnPage:
    """Her comment as it stands."""
    if comment is None:
        return OwnPage(state="unknown")
    if comment.erased_at:
        return OwnPage(state="gone", title=comment.report.title, report_url=comment.report.address())
    place = f"#comment-{comment.public_id}" if comment.state == CommentState.PUBLISHED else ""
    return OwnPage(
        state=_STATES[comment.state],
        title=comment.report.title,
        report_url=comment.report.address() + place,
        link=link_to(comment),
        name=comment.name or "",
        text=comment.text or "",
        day=plain_day(comment.submitted_at.date()),
        reason=str(Objection(comment.objection).label) if comment.objection else "",
    )
