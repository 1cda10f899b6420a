"""A view of the desk as a file: exactly its rows, those of every page. Asked for with a button, and in the log before the first byte leaves."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from outcry.audit.operations import record
from outcry.lib.streams import as_asked_now, begun
from outcry.lib.tables.kinds import WRITTEN, TableKind
from outcry.lib.tables.refusals import TableRefused
from outcry.lib.tables.writing import Cell

# A header and the rows below it.
Table = tuple[Sequence[str], Iterable[Sequence[Cell]]]


class ViewFileForm(forms.Form):
    """In which form, and whether with what is stored sealed, where a view shows such."""

    form = forms.ChoiceField(label=_("Form of the file"), choices=TableKind.choices)
    with_sealed = forms.BooleanField(label=_("With what is stored sealed"), required=False)

    def __init__(self, data: Any = None, *, has_sealed: bool) -> None:
        super().__init__(data, prefix="file")
        if not has_sealed:
            del self.fields["with_sealed"]


def offered(url: str, *, query: str = "", has_sealed: bool = False) -> dict[str, Any]:
    """What audit/desk/take_out.html draws below a view. `query` is the filter of the view, without its page."""
    return {"form": ViewFileForm(has_sealed=has_sealed), "url": f"{url}?{query}" if query else url}


def take_out(
    request: HttpRequest, *, view: str, table: Callable[[bool], Table], back: str, is_narrowed: bool = False, has_sealed: bool = False
) -> HttpResponseBase:
    """The file. `table` is asked with whether it may hold what is stored sealed; `back` is the view itself, where a refusal is told."""
    form = ViewFileForm(request.POST, has_sealed=has_sealed)
    if not form.is_valid():
        return HttpResponseBadRequest(_now("No such form of a file."), content_type="text/plain; charset=utf-8")
    kind, with_sealed, now = TableKind(form.cleaned_data["form"]), form.cleaned_data.get("with_sealed", False), timezone.now()
    subject = f"organisation:{getattr(request.user, 'organisation_id', None) or 0}"
    record(verb=f"export {view}", subject=subject, now=now, actor=request.user, form=kind.value, narrowed=is_narrowed, sealed=with_sealed)
    try:
        pieces = begun(as_asked_now(WRITTEN[kind].write(*table(with_sealed))))
    except TableRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    answer = StreamingHttpResponse(pieces, content_type=WRITTEN[kind].content_type)
    answer["Content-Disposition"] = f'attachment; filename="{view.replace(" ", "-")}-{now:%Y-%m-%d}.{kind.value}"'
    return answer
