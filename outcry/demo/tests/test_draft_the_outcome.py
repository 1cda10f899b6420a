from wagtail import hooks

from outcry.appeals.models import Appeal


def test_the_sample_knows_how_it_ended() -> None:
    appeal = Appeal(slug="free-esenbek-ukteshbayev", is_demo=True)

    drafts = [know(appeal) for know in hooks.get_hooks("draft_outcome")]

    [draft] = [draft for draft in drafts if draft is not None]
    assert (draft.kind, draft.ground, draft.happened, draft.source) == ("released", "sentence_served", "2011-01-03", "socialistworld.net")
    assert set(draft.texts) == {"en", "ru", "kk", "ar"}


def test_a_real_appeal_is_left_to_its_own_words() -> None:
    appeal = Appeal(slug="free-esenbek-ukteshbayev", is_demo=False)

    assert not [draft for draft in (know(appeal) for know in hooks.get_hooks("draft_outcome")) if draft]
