"""The embassies that get a copy from those who sign in their country."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.appeals import operations
from outcry.appeals.forms import AddresseeForm
from outcry.appeals.models import Addressee, Appeal, AppealState, LetterVersion
from outcry.appeals.queries import current_letter, embassies
from outcry.appeals.refusals import AppealRefused
from outcry.appeals.views.pages import page, the_appeal
from outcry.authorities.models import Office
from outcry.authorities.queries import approved, office_name
from outcry.authorities.vouching import standing
from outcry.lib.country_names import country_name
from outcry.lib.desk_answers import done_or_told
from outcry.lib.translations import in_language
from outcry.lib.wording_forms import add_refusal


@staff_only
@require_http_methods(["GET", "POST"])
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """Every embassy, in which language its copy goes, and a form for one more."""
    appeal, now = the_appeal(request, pk), timezone.now()
    taken = embassies(appeal=appeal)
    free = _free(approved(organisation=request.organisation, now=now), appeal, taken)
    form = AddresseeForm(request.POST or None, offices=free, language=appeal.organisation.source_language)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_embassy(appeal=appeal, office=form.chosen(), by=request.user, now=now)
        except AppealRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Who signs in its country sends it a copy from now on."))
            return redirect("appeals_desk:embassies", appeal.pk)
    letter = current_letter(appeal=appeal)
    context = {
        "lines": [_line(one, appeal, letter) | {"standing": standing(office=one.office, now=now)} for one in taken],
        "form": form,
        "free": free,
        "is_ended": appeal.state == AppealState.ENDED,
    }
    return page(request, appeal, "embassies.html", part="embassies", title=_("Embassies"), **context)


@staff_only
@require_POST
def stop(request: StaffRequest, pk: int, addressee_pk: int) -> HttpResponse:
    """Take one off the list."""
    appeal = the_appeal(request, pk)
    embassy = get_object_or_404(appeal.addressees.select_related("appeal").exclude(for_country=""), pk=addressee_pk)
    stop_it = partial(operations.stop_copies, embassy=embassy, by=request.user, now=timezone.now())
    done_or_told(request, stop_it, done=_("No further copy goes to this embassy."), refusals=AppealRefused)
    return redirect("appeals_desk:embassies", appeal.pk)


def _free(offices: list[Office], appeal: Appeal, taken: list[Addressee]) -> list[Office]:
    """Approved embassies in countries that have none yet, and that do not get the letter itself."""
    countries = {one.for_country for one in taken}
    addressed = set(appeal.addressees.filter(for_country="").values_list("office_id", flat=True))
    return [office for office in offices if office.sits_in and office.sits_in not in countries and office.pk not in addressed]


def _line(embassy: Addressee, appeal: Appeal, letter: LetterVersion | None) -> dict[str, object]:
    office, names = embassy.office, dict(settings.LANGUAGES)
    text = in_language(letter.texts.all(), office.language, appeal.organisation.source_language) if letter else None
    return {
        "embassy": embassy,
        "name": office_name(office),
        "country": country_name(embassy.for_country),
        "language_name": names.get(office.language, office.language),
        # Set where the letter is not there in the embassy's own language.
        "goes_in": names.get(text.language, text.language) if text and text.language != office.language else "",
    }
