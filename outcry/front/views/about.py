"""Pages that tell the truth about the site itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from outcry.accounts.queries import the_organisation
from outcry.front.filling.appeal import paragraphs
from outcry.front.filling.figures import units_in_words
from outcry.front.pages.about import CountingPage, ImprintPage, PrivacyPage, Term, Word
from outcry.lib.translations import in_language
from outcry.newsletters.retention import REGISTER
from outcry.statistics.small_numbers import FLOOR


@require_safe
def counting(request: HttpRequest) -> HttpResponse:
    """How we count."""
    units = tuple(Word(name=name, meaning=meaning) for name, meaning in units_in_words())
    page = CountingPage(states=_letter_words(), floor=FLOOR, units=units, smallest=settings.SMALLEST_NUMBER)
    return render(request, "front/counting.html", {"page": page})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we keep, drawn from the register that a job enforces."""
    terms = tuple(Term(what=str(term.what), why=str(term.why), how_long=str(term.kept)) for term in REGISTER)
    return render(request, "front/privacy.html", {"page": PrivacyPage(terms=terms)})


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """How to act from inside the country."""
    return render(request, "front/safety.html")


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who sends this, and whom to ask to stop."""
    organisation = the_organisation()
    text = in_language(organisation.texts.all(), get_language() or "en", organisation.source_language)
    page = ImprintPage(
        name=text.name if text else organisation.slug,
        about=paragraphs(text.about) if text else (),
        imprint=paragraphs(text.imprint) if text else (),
        contact_address=organisation.contact_address,
        mail_domain=organisation.mail_domain,
    )
    return render(request, "front/imprint.html", {"page": page})


def _letter_words() -> tuple[Word, ...]:
    """The words by which the page counts letters. Each is one truth of delivery's table of states, said for readers."""
    words = (
        (_("on the way"), _("Written and waiting for its turn, or put off because the other server asked us to try again later.")),
        (_("handed to our relay"), _("Our own mail server has taken it; the authority’s server has not answered yet.")),
        (_("accepted"), _("The authority’s own mail server answered that it has taken it. Its words are kept.")),
        (
            _("told of in daily letters"),
            _("Where single letters are blocked, one letter a day tells how many protested, and names who agreed to it. The authority’s server took it."),
        ),
        (_("refused"), _("The authority’s server turned it away for good or sent it back later, or we gave up after five days of trying.")),
        (_("withdrawn"), _("Taken back before it left, because the appeal ended or the supporter asked for it.")),
        (_("answered"), _("An answer from a person came back to its own address.")),
    )
    return tuple(Word(name=capfirst(name), meaning=meaning) for name, meaning in words)
