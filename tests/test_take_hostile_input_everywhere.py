"""Each room types what breaks pages into its own forms; here we see that no form was forgotten."""

import importlib
import json
import pkgutil
from pathlib import Path

from django import forms

import outcry
from outcry.appeals.forms import AddresseeForm, DemandWordsForm
from outcry.cases.forms.facts import FactsForm
from outcry.front.forms import PlainForm, TrappedForm
from outcry.lib.seen_forms import SeenForm
from outcry.lib.wording_forms import WordingForm
from outcry.vocabularies.forms import ChangeForm
from tests.start import ROOT

# What other forms are made from.
BASES = {ChangeForm, FactsForm, PlainForm, SeenForm, TrappedForm, WordingForm}
# A form of Wagtail's, put together by it from the page type; test_take_hostile_input.py of the newsroom asks Wagtail for it.
BUILT_BY_WAGTAIL = {"ReportForm"}


def test_no_form_is_forgotten() -> None:
    tried = {name for path in sorted((ROOT / "outcry").glob("*/tests/**/test_take_hostile*.py")) for name in vars(importlib.import_module(module_of(path)))}
    here = {AddresseeForm.__name__, DemandWordsForm.__name__}

    assert {form.__name__ for form in every_form()} - tried - here - BUILT_BY_WAGTAIL == set()


def test_whatever_is_typed_the_two_small_forms_of_appeals_answer(real_data: Path) -> None:
    for text in naughty(real_data):
        for form in (AddresseeForm({"office": text}, offices=[], language="en"), DemandWordsForm({"text": text})):
            form.is_valid()
            assert isinstance(form.errors, dict)


def every_form() -> set[type]:
    """Every form class of ours that people fill in."""
    for module in pkgutil.walk_packages(outcry.__path__, "outcry."):
        if module.name.endswith((".forms", ".views", ".desk_form")) or ".views." in module.name:
            importlib.import_module(module.name)
    ours = {form for form in below(forms.BaseForm) if form.__module__.startswith("outcry.") and ".tests." not in form.__module__}
    return {form for form in ours if not form.__name__.startswith("_") and form not in BASES and is_written_by_us(form)}


def below(form: type) -> set[type]:
    children: list[type] = type.__subclasses__(form)
    return {found for child in children for found in (child, *below(child))}


def is_written_by_us(form: type) -> bool:
    """Not one that a library builds on the fly from a class of ours."""
    return getattr(importlib.import_module(form.__module__), form.__name__, None) is form


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def naughty(folder: Path) -> list[str]:
    strings = json.loads((folder / "security/blns/blns.json").read_text())
    return [text for text in strings if isinstance(text, str)]
