"""What the log says of itself, and of every view that left as a file."""

from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Vocabulary


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs={"export log": _("Log exported as a file")}, details={"narrowed": Detail(label=_("Only what a filter found"))})
