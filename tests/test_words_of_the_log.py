"""Whatever the code writes into the log has its words: a verb, and a label for each detail.

The calls are read from the source. A function that hands a verb on (`_note` of the case file) counts as a way into the log,
and so its callers are read too.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils.translation import override
from wagtail import hooks

from outcry.audit.models import LogEntry
from outcry.audit.reading import in_words
from outcry.audit.vocabulary import HOOK, plain, vocabulary
from outcry.protests.models import ReplyState
from tests.start import ROOT

_NO_DETAIL = {"verb", "subject", "now", "actor", "by"}


def test_every_verb_has_words() -> None:
    assert [verb for verb in verbs(sources()) if not known(verb)] == []


def test_every_detail_has_a_label() -> None:
    assert sorted(details(sources()) - set(vocabulary().details)) == []


def test_verbs_put_together_have_words_too() -> None:
    put_together = [f"reply.{state}" for state in ReplyState.values]

    assert [verb for verb in put_together if verb not in vocabulary().verbs] == []


def test_no_two_rooms_speak_of_different_things_under_one_name() -> None:
    claimed = [kind for room in hooks.get_hooks(HOOK) for kind in room().subjects]

    assert sorted(kind for kind, number in Counter(claimed).items() if number > 1) == []


def test_no_room_hides_how_another_reads_a_detail() -> None:
    read = [name for room in hooks.get_hooks(HOOK) for name, detail in room().details.items() if detail.read is not plain]

    assert sorted(name for name, number in Counter(read).items() if number > 1) == []
    assert [name for name in read if vocabulary().details[name].read is plain] == []
    assert vocabulary().details["changed"].read(["is_named_publicly"]) == "May be named in public"


def test_these_checks_see_a_verb_and_a_detail_without_words() -> None:
    code = "def _note(verb, **details):\n    record(verb=verb, **details)\n_note('grow wings', feathers=7)\nrecord(verb=f'{x} wings', claws=1)"

    assert [verb for verb in verbs([code]) if not known(verb)] == ["grow wings", ".+ wings"]
    assert details([code]) >= {"feathers", "claws"}


@pytest.mark.parametrize("language", ["ru", "kk", "ar"])
def test_a_line_is_in_the_language_of_its_reader(language: str) -> None:
    rosa = get_user_model()(pk=1, username="rosa")
    entry = LogEntry(at="2026-11-23T09:00Z", actor_id=rosa.pk, actor_name="rosa", verb="launch", subject="appeal:1", details={"alone": True, "office": 3})

    with override(language):
        (line,) = in_words(entries=[entry], organisation_id=None)

    said = [line.what, line.about.label, *(word for pair in line.details for word in pair)]
    assert [words for words in said if re.search("[A-Za-z]", words)] == []


@pytest.mark.parametrize("language", ["ru", "kk", "ar"])
def test_every_fact_of_a_case_that_changed_is_named_in_the_language_of_its_reader(language: str) -> None:
    facts = {name for model in apps.get_app_config("cases").get_models() for name in getattr(model, "FACTS", ())}

    with override(language):
        named = {name: vocabulary().details["changed"].read([name]) for name in facts}

    assert {name: words for name, words in named.items() if re.search("[A-Za-z]{3}", words.replace("ISO", ""))} == {}


@cache
def sources() -> tuple[str, ...]:
    paths = [path for path in (ROOT / "outcry").rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    return tuple(text for text in (path.read_text() for path in sorted(paths)) if "record(" in text)


def known(verb: str) -> bool:
    return any(re.fullmatch(verb, one) for one in vocabulary().verbs)


def calls(code: str) -> Iterator[ast.Call]:
    """Every call of `record` with a verb, and of functions that hand a verb on to it."""
    tree = ast.parse(code)
    handed_on = {function.name for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) and _hands_on(function)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and (call.func.id in handed_on or _is_record(call)):
            yield call


def _is_record(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "record" and any(word.arg == "verb" for word in call.keywords)


def _hands_on(function: ast.FunctionDef) -> bool:
    takes = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
    return "verb" in takes and any(isinstance(call, ast.Call) and _is_record(call) for call in ast.walk(function))


def verbs(codes: tuple[str, ...] | list[str]) -> list[str]:
    """As patterns: what is put in at run time can be anything."""
    found = []
    for call in (call for code in codes for call in calls(code)):
        said = next((word.value for word in call.keywords if word.arg == "verb"), call.args[0] if call.args else None)
        if isinstance(said, ast.Constant):
            found.append(re.escape(str(said.value)).replace("\\ ", " "))
        elif isinstance(said, ast.JoinedStr):
            found.append("".join(re.escape(str(part.value)).replace("\\ ", " ") if isinstance(part, ast.Constant) else ".+" for part in said.values))
    return found


def details(codes: tuple[str, ...] | list[str]) -> set[str]:
    """Their names. What a function that hands a verb on takes for itself is none; those of a form handed over as a whole are named by the form."""
    return {word.arg for code in codes for call in calls(code) for word in call.keywords if word.arg} - _NO_DETAIL - taken_by_hands(codes)


def taken_by_hands(codes: tuple[str, ...] | list[str]) -> set[str]:
    functions = [node for code in codes for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef) and _hands_on(node)]
    inside = {word.arg for one in functions for call in ast.walk(one) if isinstance(call, ast.Call) and _is_record(call) for word in call.keywords}
    return {argument.arg for one in functions for argument in (*one.args.args, *one.args.kwonlyargs)} - inside
