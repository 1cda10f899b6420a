"""What the log says of comments, in words. It holds numbers and reasons alone."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outcry.audit.vocabulary import Detail, Subject, Vocabulary, one_of
from outcry.design.parts import Link
from outcry.newsroom.comment_rows import Comment, Objection


def _comments(organisation_id: int, keys: Iterable[int]) -> Mapping[int, Link]:
    found = Comment.objects.of_organisation(organisation_id).filter(pk__in=keys).values_list("pk", flat=True)
    return {pk: Link(label=_("Comment %(number)s") % {"number": pk}, url=reverse("comments_desk:comment", args=[pk])) for pk in found}


_VERBS = {
    "comment.approve": gettext_lazy("Comment published"),
    "comment.refuse": gettext_lazy("Comment refused"),
    "comment.remove": gettext_lazy("Comment removed"),
    "comment.undo": gettext_lazy("Decision on a comment undone"),
    "comment.answer": gettext_lazy("Comment answered"),
    "comment.settle": gettext_lazy("Objections to a comment settled: it stays"),
    "comment.erase": gettext_lazy("Comment erased"),
    "comment.take_back": gettext_lazy("Comment taken back by whoever wrote it"),
}
_DETAILS = {"objection": Detail(label=gettext_lazy("Reason"), read=one_of(dict(Objection.choices))), "objections": Detail(label=gettext_lazy("Objections"))}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS, subjects={"comment": Subject(one=gettext_lazy("Comment"), find=_comments)})
