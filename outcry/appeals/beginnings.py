"""Words to begin with: the texts of an appeal from its case, the first letter from the appeal. A person makes a call of them."""

from outcry.appeals.material import LetterWords
from outcry.appeals.models import Appeal
from outcry.cases.publication import PublishedCase


def words_from(case: PublishedCase) -> dict[str, str]:
    """The fields of an appeal's text in the language of the case's words."""
    told = [act.body or act.headline for act in case.acts]
    publishers = dict.fromkeys(source.publisher for source in case.sources if source.publisher)
    return {"title": case.name, "standfirst": case.standfirst, "what_happened": "\n\n".join(told), "source_note": ", ".join(publishers)}


def first_letter(appeal: Appeal) -> dict[str, LetterWords]:
    """A letter in each language of the appeal: what it says in two sentences, and what it asks."""
    demands = [{text.language: text.text for text in demand.texts.all()} for demand in appeal.demands.prefetch_related("texts")]
    found = {}
    for text in appeal.texts.all():
        asked = [demand[text.language] for demand in demands if text.language in demand]
        found[text.language] = LetterWords(subject=text.title[:150], body="\n\n".join([text.standfirst, *asked]))
    return found
