"""How the sample's story ends: words at hand for whoever records the outcome. They are used then, and never before."""

from outcry.appeals.models import Appeal
from outcry.demo.loading.words import words
from outcry.demo.sample import table, tables
from outcry.protests.operations import OutcomeRecord, OutcomeWording


def sample_outcome(appeal: Appeal) -> OutcomeRecord | None:
    """The outcome that the material tells of a sample appeal; None for every other appeal."""
    material = tables("appeals").get(appeal.slug, {}).get("outcome")
    if not appeal.is_demo or material is None:
        return None
    return OutcomeRecord(
        kind=material["kind"],
        ground=material["ground"],
        happened=material["happened"],
        source=table("sources")[material["source"]]["publisher"],
        texts={language: OutcomeWording(**text) for language, text in words(material, ("headline", "body", "mail_subject", "mail_body")).items()},
    )
