"""The form in which an editor writes a report."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from outcry.accounts.queries import the_organisation
from outcry.lib.country_choices import country_choices
from outcry.newsroom.addresses import is_taken
from outcry.newsroom.blocks import SAY_WHAT_IT_SHOWS
from outcry.newsroom.choosing import BY_NAME
from outcry.newsroom.kept_words import look_before_saving
from outcry.newsroom.picture_choice import PictureSelect
from outcry.newsroom.picture_rows import Picture
from outcry.newsroom.second_reader import ASK
from outcry.newsroom.something_to_read import NOTHING_TO_READ, is_something_to_read
from outcry.newsroom.subject_links import TOPICS
from outcry.vocabularies.choosing import TermsField


class ReportForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Lists cases by name, and keeps references to sources that are there."""

    follows_source = forms.BooleanField(
        label=_("This translation follows the newest version of its source"),
        required=False,
        help_text=_("Tick it after you have brought the text up to date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_draft = False
        for name in BY_NAME.keys() & self.fields.keys():
            self.fields[name].choices = BY_NAME[name]()
        if "groups" in self.fields:
            self.fields["groups"].help_text = _("Readers find the report on the page of each, once somebody has decided that it may be named.")
        if "topics" in self.fields:
            self.fields["topics"] = _topics(self.instance)
        if "country" in self.fields:
            self.fields["country"] = forms.ChoiceField(label=self.fields["country"].label, required=False, choices=country_choices(kept=self.instance.country))
        if "lead_picture" in self.fields:
            self.fields["lead_picture"].widget = PictureSelect()
            self.fields["lead_picture"].queryset = Picture.objects.filter(organisation=the_organisation())
        self._fill_in()

    def _fill_in(self) -> None:
        """What need not be typed: the address, which is made of the headline, the day, and whether a translation is up to date."""
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if not self.instance.published_on:
            self.initial["published_on"] = the_organisation().content_now(now=timezone.now()).date()
        source = self.instance.source_page()
        if source is None:
            self.fields.pop("follows_source", None)
        elif "follows_source" in self.fields:
            self.initial["follows_source"] = not self.instance.is_stale()

    def defer_required_fields(self) -> None:
        """A draft may be full of holes; what a colleague is asked to read is whole, as if it were published."""
        if ASK not in self.data:
            self._is_draft = True
            super().defer_required_fields()

    def clean_slug(self) -> Any:
        slug = self.cleaned_data["slug"]
        if is_taken(slug):
            raise forms.ValidationError(_("The archive stands at this address. Add a word."), code="taken")
        return slug

    def clean(self) -> Any:
        cleaned = super().clean()
        for name in BY_NAME.keys() & cleaned.keys() & self.fields.keys():
            cleaned[name] = [*cleaned[name], *self._not_offered(name)]
        if told := look_before_saving(self.data, is_overtaken=self._is_overtaken()):
            self.add_error(None, forms.ValidationError(told, code="kept"))
        if not self._is_draft and "body" not in self.errors and not is_something_to_read(cleaned.get("standfirst", ""), cleaned.get("body") or []):
            self.add_error("body", forms.ValidationError(NOTHING_TO_READ, code="nothing"))
        if cleaned.get("lead_picture") and bool(cleaned.get("lead_alt", "").strip()) is bool(cleaned.get("lead_is_decorative")):
            self.add_error("lead_alt", forms.ValidationError(SAY_WHAT_IT_SHOWS, code="alt"))
        sources = self.formsets.get("sources")
        if sources is None or not sources.is_valid():
            return cleaned
        rows = len(sources.forms) - len(sources.deleted_forms)
        # A StreamField's value is false when it is empty.
        for block in cleaned.get("body") or []:
            number = block.value.get("source")
            if number and number > rows:
                self.add_error(
                    "body", forms.ValidationError(_("A block names source %(number)d, and there are %(rows)d."), params={"number": number, "rows": rows})
                )
        return cleaned

    def _not_offered(self, name: str) -> list[Any]:
        """What the report is tied to and this editor is not shown, such as a case that is kept from her: that stays as it is."""
        offered = {key for key, _name in self.fields[name].choices}
        return [row for row in getattr(self.instance, name).all() if row.pk not in offered]

    def _is_overtaken(self) -> bool:
        latest = self.instance.latest_revision
        if latest is None or latest.user_id == getattr(self.for_user, "pk", None):
            return False
        seen = (self.data.get("loaded_revision_id"), self.data.get("loaded_revision_created_at"))
        return seen != (str(latest.pk), latest.created_at.isoformat())

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("follows_source"):
            source = self.instance.source_page()
            self.instance.made_from_version = source.version if source else 0
        return super().save(commit=commit)


def _topics(page: Any) -> TermsField:
    kept = list(page.topics.all()) if page.pk else []
    return TermsField(key=TOPICS, kept=kept, label=_("topics"), required=False, help_text=_("Readers find the report on the page of each topic."))
