"""The demonstration's place at the desk: it knows how the sample ended, so nobody has to type four languages to see an appeal end."""

from wagtail import hooks

from outcry.appeals.models import Appeal
from outcry.demo.loading.words import words
from outcry.demo.sample import table, tables
from outcry.protests.operations import OutcomeRecord, OutcomeWording

_WORDS = ("headline", "body", "mail_subject", "mail_body")


@hooks.register("draft_outcome")
def sample_outcome(appeal: Appeal) -> OutcomeRecord | None:
    """What the material says of how this appeal ended; None for every other appeal."""
    told = tables("appeals").get(appeal.slug, {}).get("outcome") if appeal.is_demo else None
    if told is None:
        return None
    return OutcomeRecord(
        kind=told["kind"],
        ground=told["ground"],
        happened=told["happened"],
        source=table("sources")[told["source"]]["publisher"],
        texts={language: OutcomeWording(**text) for language, text in words(told, _WORDS).items()},
    )
