"""The desk's page about the organisation itself."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from outcry.accounts import operations
from outcry.accounts.forms import OrganisationForm, OrganisationWordsForm
from outcry.accounts.models import OrganisationText
from outcry.accounts.permissions import StaffRequest, staff_only
from outcry.lib.wording_forms import NotSaved, WordingForm, save_wordings
from outcry.lib.wordings import ChangedMeanwhile, Edit


@staff_only
@require_http_methods(["GET", "POST"])
def organisation(request: StaffRequest) -> HttpResponse:
    """Name, imprint and contact, each text per language."""
    ours, data = request.organisation, request.POST or None
    form = OrganisationForm(data)
    form.remember(ours)
    # Whoever could switch the rule off alone could publish alone.
    form.fields["reviews_reports"].disabled = not request.user.has_perm("accounts.change_user")
    words = OrganisationWordsForm.for_languages(rows=ours.texts.all(), languages=settings.LANGUAGES, source=ours.source_language, data=data)
    if data is not None and all(one.is_valid() for one in (form, *words)) and _saved(request, form, words):
        messages.success(request, _("Saved. Readers see it from now on."))
        return redirect("organisation_desk")
    return TemplateResponse(request, "accounts/desk/organisation.html", {"title": _("Organisation"), "form": form, "words": words, "forms": [form, *words]})


def _saved(request: StaffRequest, form: OrganisationForm, words: list[OrganisationWordsForm]) -> bool:
    def save(one: WordingForm, edit: Edit) -> OrganisationText:
        return operations.change_text(organisation=request.organisation, edit=edit, words=operations.OrganisationWords(**one.words()))

    try:
        with transaction.atomic():
            save_wordings(forms=words, save=save, refusals=())
            if form.changes_facts:
                operations.change_details(
                    organisation=request.organisation, seen=form.cleaned_data["seen"], by=request.user, now=timezone.now(), **form.facts()
                )
    except ChangedMeanwhile as clash:
        form.tell_of(clash.current)
        return False
    except NotSaved:
        return False
    return True
