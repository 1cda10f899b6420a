"""Questions to the appeals."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from outcry.accounts.models import Organisation
from outcry.appeals.models import Addressee, Appeal, AppealState, AppealText, AppealWords, Demand, LetterText, LetterVersion, TimelineMoment
from outcry.authorities import vouching
from outcry.authorities.models import Office, OfficeApproval
from outcry.cases import publication
from outcry.lib.folded_words import with_all
from outcry.lib.search_words import Wanted
from outcry.lib.translations import in_language


def open_appeals(*, organisation: Organisation, on: date) -> list[Appeal]:
    """Appeals that take protests on this day of the content clock, the most urgent and soonest to close first; texts at hand."""
    return list(_public(organisation).filter(state=AppealState.OPEN, deadline_on__gte=on).order_by("-is_urgent", "deadline_on", "pk"))


def closed_appeals(*, organisation: Organisation, on: date) -> list[Appeal]:
    """Appeals that were launched and take no more protests on this day, the latest first; texts at hand."""
    closed = _public(organisation).exclude(state=AppealState.OPEN, deadline_on__gte=on)
    return list(closed.order_by("-deadline_on", "-pk"))


def launched(*, organisation: Organisation, keys: Collection[int] | None = None) -> list[Appeal]:
    """The launched appeals, or those among these keys; texts and demands at hand."""
    found = _public(organisation).prefetch_related("demands__texts").order_by("-pk")
    return list(found if keys is None else found.filter(pk__in=keys))


def of_case(*, case_id: int) -> list[Appeal]:
    """The launched appeals about one case, the latest first; texts at hand."""
    launched = Appeal.objects.filter(case_id=case_id, state__in=[AppealState.OPEN, AppealState.ENDED])
    return list(launched.select_related("organisation").prefetch_related("texts").order_by("-launched_at", "-pk"))


def by_slug(*, slug: str) -> Appeal | None:
    """The launched appeal with this name in its address, or None; a draft is nobody's business. One query."""
    return Appeal.objects.filter(slug=slug, state__in=[AppealState.OPEN, AppealState.ENDED]).select_related("organisation").first()


def with_words(*, organisation: Organisation, wanted: Sequence[Wanted]) -> QuerySet[Appeal]:
    """The launched appeals of which one text has every word that is looked for, those that take protests first; texts at hand."""
    texts = with_all(AppealWords.objects.all(), wanted).values("text__appeal")
    return _public(organisation).filter(pk__in=texts).order_by("-state", "-launched_at", "-pk")


def on_the_desk(*, organisation: Organisation) -> QuerySet[Appeal]:
    """Every appeal of the organisation, the latest first, with its texts at hand."""
    return Appeal.objects.filter(organisation=organisation).prefetch_related("texts").order_by("-drafted_at", "-pk")


def text_in(*, appeal: Appeal, language: str) -> AppealText | None:
    """The appeal in the words of `language`, else of the language it was first written in, else of any."""
    return in_language(appeal.texts.all(), language, appeal.organisation.source_language)


def text_or_slug(*, appeal: Appeal, language: str) -> str:
    """Its title in a language or the nearest it has; its slug before it has any words."""
    text = text_in(appeal=appeal, language=language)
    return text.title if text else appeal.slug


def title_of(*, appeal: Appeal) -> str:
    """What the desk calls it: its title in the reader's language, else in the source language."""
    return text_or_slug(appeal=appeal, language=get_language() or "")


def demands(*, appeal: Appeal, language: str) -> list[str]:
    """What is asked for, in order, each in `language` or what comes nearest."""
    source = appeal.organisation.source_language
    rows = [in_language(demand.texts.all(), language, source) for demand in _with_texts(appeal.demands.all())]
    return [row.text for row in rows if row is not None]


def timeline(*, appeal: Appeal) -> list[TimelineMoment]:
    """What happened, in order, with texts at hand."""
    return list(appeal.timeline.prefetch_related("texts"))


def current_letter(*, appeal: Appeal) -> LetterVersion | None:
    """The newest approved version, which stands on the form; its texts at hand."""
    approved = appeal.letter_versions.filter(approved_at__isnull=False)
    return approved.prefetch_related("texts").order_by("-number").first()


def letter_in(*, letter: LetterVersion, language: str, source_language: str) -> LetterText | None:
    """The letter in `language`, else in the source language, else in any it has."""
    return in_language(letter.texts.all(), language, source_language)


def addressees(*, appeal: Appeal) -> list[Addressee]:
    """Every office this appeal was ever addressed to, in order, with office, texts and approvals at hand. Three queries. Embassies are apart."""
    return list(_with_offices(appeal.addressees.filter(for_country="")))


def embassies(*, appeal: Appeal) -> list[Addressee]:
    """The embassies that get a copy from those who sign in their country, by country; office, texts and approvals at hand."""
    return list(_with_offices(appeal.addressees.exclude(for_country="").filter(stopped_at=None)).order_by("for_country"))


def writable_embassies(*, appeal: Appeal, now: datetime) -> list[Addressee]:
    """Those of them that may be written to now, and are still in the country they were chosen for."""
    return [one for one in embassies(appeal=appeal) if one.office.sits_in == one.for_country and vouching.standing(office=one.office, now=now).is_approved]


def embassy_in(*, appeal: Appeal, country: str, now: datetime) -> Addressee | None:
    """The embassy to which a copy goes from those who sign in this country; None where there is none that may be written to now."""
    return next((one for one in writable_embassies(appeal=appeal, now=now) if one.for_country == country), None)


def countries_with_copies(*, appeal: Appeal) -> dict[str, str]:
    """By the key of an embassy's destination, its country; those that get no copies any more, too. One query."""
    rows = Addressee.objects.filter(appeal=appeal).exclude(for_country="").select_related("office")
    return {row.office.destination: row.for_country for row in rows}


def addressing(*, offices: Collection[int]) -> dict[int, list[Appeal]]:
    """By office, the appeals that address it and have not ended, the latest first; texts at hand. Two queries."""
    rows = Addressee.objects.filter(office__in=offices).exclude(appeal__state=AppealState.ENDED).select_related("appeal__organisation")
    found: dict[int, list[Appeal]] = {}
    for row in rows.prefetch_related("appeal__texts").order_by("-appeal__drafted_at", "-appeal"):
        found.setdefault(row.office_id, []).append(row.appeal)
    return found


def proposed(*, appeal: Appeal, offices: Sequence[Office]) -> list[Office]:
    """Those of the offices that the appeal's case speaks of, by its post or its body; who holds her or did it comes first."""
    if appeal.case_id is None:
        return []
    concerned = publication.concerned(case_id=appeal.case_id)
    by_post = [office for post in concerned.posts for office in offices if office.post_id == post]
    by_body = [office for body in concerned.bodies for office in offices if office.body_id == body]
    return list(dict.fromkeys([*by_post, *by_body]))


def writable_addressees(*, appeal: Appeal, now: datetime) -> list[Addressee]:
    """The offices that may be written to now: in use, and vouched for as the entry stands today."""
    return [addressee for addressee in addressees(appeal=appeal) if vouching.standing(office=addressee.office, now=now).is_approved]


def page_languages(*, organisation: Organisation) -> list[str]:
    """The languages in which the organisation speaks to readers, its source language first."""
    others = organisation.texts.exclude(language=organisation.source_language).order_by("language").values_list("language", flat=True)
    return [organisation.source_language, *others]


def _public(organisation: Organisation) -> QuerySet[Appeal]:
    launched = Appeal.objects.filter(organisation=organisation, state__in=[AppealState.OPEN, AppealState.ENDED])
    return launched.select_related("organisation").prefetch_related("texts")


def _with_offices(rows: QuerySet[Addressee]) -> QuerySet[Addressee]:
    # Without the people who gave the approvals: the public site's own role in the database knows no member of staff.
    approvals = Prefetch("office__approvals", queryset=OfficeApproval.objects.order_by("at"))
    return rows.select_related("office").prefetch_related("office__texts", approvals)


def _with_texts(rows: QuerySet[Demand]) -> QuerySet[Demand]:
    return rows.prefetch_related("texts")
