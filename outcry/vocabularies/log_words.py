"""What the log says of the lists of terms, in words."""

from django.utils.translation import gettext_lazy as _

from outcry.audit.vocabulary import Detail, Vocabulary

_VERBS = {
    "add_term": _("Term added"),
    "reword_term": _("Term reworded"),
    "move_term": _("Term moved in its list"),
    "retire_term": _("Term retired"),
    "restore_term": _("Term taken into use again"),
    "load_terms": _("Terms of this release loaded"),
    "import_terms": _("Terms imported"),
}
_DETAILS = {
    "code": Detail(label=_("Code")),
    "below": Detail(label=_("Beneath")),
    "replaced_by": Detail(label=_("Replaced by")),
    "list": Detail(label=_("List")),
    "file": Detail(label=_("File")),
}


def vocabulary() -> Vocabulary:
    """For the hook of the log."""
    return Vocabulary(verbs=_VERBS, details=_DETAILS)
