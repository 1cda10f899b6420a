"""Forms of the directory's desk. What is right is decided by the operations; a form keeps the input and shows their words."""

from outcry.authorities.forms.offices import LinkForm, OfficeForm, OfficeWordsForm
from outcry.authorities.forms.records import BodyForm, HoldingForm, NameForm, PersonForm, PostForm, RecordForm, list_formset
from outcry.authorities.forms.runs import UploadForm

__all__ = [
    "BodyForm",
    "HoldingForm",
    "LinkForm",
    "NameForm",
    "OfficeForm",
    "OfficeWordsForm",
    "PersonForm",
    "PostForm",
    "RecordForm",
    "UploadForm",
    "list_formset",
]
