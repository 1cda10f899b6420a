"""What the desk says after a button was pressed: that it is done, or why it was refused."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from outcry.lib.translations import TextRow
from outcry.lib.wording_forms import WordingForm, all_right, all_saved
from outcry.lib.wordings import Edit


def done_or_told(request: HttpRequest, act: Callable[[], object], *, done: str, refusals: type[Exception]) -> bool:
    """Do it and say `done`; where it is refused, say why. The text of a refusal is a sentence for the person at the desk."""
    try:
        act()
    except refusals as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def words_saved[Form: WordingForm](
    request: HttpRequest, words: Sequence[Form], save: Callable[[Form, Edit], TextRow], *, refusals: tuple[type[Exception], ...]
) -> bool:
    """Save the words that were sent, where all of them are right, and say so."""
    is_saved = request.method == "POST" and all_right(words) and all_saved(forms=words, save=save, refusals=refusals)
    if is_saved:
        messages.success(request, _("Saved."))
    return is_saved


def mark_of(moment: datetime | None) -> str:
    """What a page carries to say which proposal its reader saw, so that she can't confirm another one that came meanwhile."""
    return moment.isoformat() if moment else ""
