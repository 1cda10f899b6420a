"""The sample's reports, published under the days the material gives them: the archive shows them once the content clock has come so far."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from outcry.accounts.models import Organisation
from outcry.appeals.models import Appeal
from outcry.demo.loading.words import by_language
from outcry.demo.sample import table, tables
from outcry.giving.models import DonationAppeal
from outcry.groups.models import Group
from outcry.newsroom.operations import Passage, ReportText, SourceNote, ensure_tree, publish_report
from outcry.vocabularies.queries import terms

# Statements that need no source: what the demonstration says of itself.
_OWN = "generated"
_WITHOUT_WORDS = ("case", "appeal_form")


def load_reports(
    *,
    organisation: Organisation,
    cases: Mapping[str, int],
    appeals: Mapping[str, Appeal],
    groups: Mapping[str, list[Group]],
    donation_appeal: DonationAppeal,
    now: datetime,
) -> None:
    """Publish every report in each language in which it is whole; some end by asking for money."""
    ensure_tree(organisation=organisation, now=now)
    for slug, material in tables("reports").items():
        publish_report(
            organisation=organisation,
            key=slug,
            texts=_texts(material, cases, appeals, [Passage(kind="donation", row=donation_appeal.pk)] if slug in table("giving")["reports"] else []),
            published_on=material["published_on"],
            happened=material["happened"],
            country=material.get("country", ""),
            topics=terms(codes=[f"topics/{topic}" for topic in material["topics"]]).values(),
            groups=groups.get(slug, ()),
            case_ids=[cases[case] for case in material["cases"]],
            appeals=[appeals[appeal] for appeal in material["appeals"]],
            now=now,
        )


def _texts(material: Mapping[str, Any], cases: Mapping[str, int], appeals: Mapping[str, Appeal], last: list[Passage]) -> list[ReportText]:
    whole = set.intersection(*(set(by_language(block)) for block in material["block"] if block["type"] not in _WITHOUT_WORDS))
    keys = list(dict.fromkeys(block["source"] for block in material["block"] if block.get("source", _OWN) != _OWN))
    return [
        ReportText(
            language=language,
            slug=material["slug"],
            headline=material["headline"][language],
            standfirst=material["standfirst"][language],
            place=material.get("place", {}).get(language, ""),
            passages=[*(_passage(block, language, keys, cases, appeals) for block in material["block"]), *last],
            sources=[_note(key) for key in keys],
        )
        for language in by_language(material["headline"])
        if language in whole
    ]


def _passage(block: Mapping[str, Any], language: str, keys: list[str], cases: Mapping[str, int], appeals: Mapping[str, Appeal]) -> Passage:
    source = block.get("source", _OWN)
    match block["type"]:
        case "case":
            return Passage(kind="case", row=cases[block["case"]])
        case "appeal_form":
            return Passage(kind="appeal_form", row=appeals[block["appeal"]].pk)
        case "number" | "chart" | "map":
            words = {name: block[name][language] for name in ("unit", "head") if name in block}
            return Passage(kind=block["type"], text=block[language], address=block["address"], **words)
    return Passage(kind=block["type"], text=by_language(block)[language], source=keys.index(source) + 1 if source in keys else None)


def _note(key: str) -> SourceNote:
    source = table("sources")[key]
    return SourceNote(publisher=source["publisher"], title=source["title"], language=source["language"], published=source["published"], url=source["url"])
