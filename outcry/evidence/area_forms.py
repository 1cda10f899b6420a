"""Areas as they are typed, or drawn by a script that types them: in percent of the page."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from outcry.evidence.workbench.areas import Area


def _percent(label: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=0, max_value=100, required=False, widget=forms.NumberInput(attrs={"step": "0.1", "min": "0", "max": "100"}))


class AreaForm(forms.Form):
    """One area, in percent of the page. A row without any number is none."""

    page = forms.IntegerField(label=_("Page"), min_value=1, required=False)
    left = _percent(_("From the left"))
    top = _percent(_("From the top"))
    width = _percent(_("Width"))
    height = _percent(_("Height"))

    def clean(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data.get(name) for name in self.fields}
        numbers = [kept[name] for name in ("left", "top", "width", "height")]
        if any(number is not None for number in numbers) and any(number is None for number in numbers) and not self.errors:
            raise forms.ValidationError(_("Give all four numbers of the area, or none."))
        return kept

    def area(self) -> Area | None:
        """What was entered, or None."""
        kept = self.cleaned_data
        if kept.get("width") is None:
            return None
        left, top = kept["left"] / 100, kept["top"] / 100
        # Rounded numbers of a drawn area may reach a hair beyond the page.
        return Area(page=kept.get("page") or 1, left=left, top=top, width=min(kept["width"] / 100, 1 - left), height=min(kept["height"] / 100, 1 - top))

    @staticmethod
    def typed(area: Area) -> dict[str, float]:
        """An area as the fields have it."""
        numbers = {"left": area.left, "top": area.top, "width": area.width, "height": area.height}
        return {"page": area.page, **{name: round(100 * number, 1) for name, number in numbers.items()}}


def area_forms(*, blank: int, most: int) -> type[BaseFormSet[AreaForm]]:
    """Rows for so many areas beside those that are there, and never more than `most`."""
    return formset_factory(AreaForm, extra=blank, max_num=most, absolute_max=most)
