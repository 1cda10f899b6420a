"""The appeal page and lists of appeals."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from babel.numbers import format_decimal
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from outcry.appeals import queries
from outcry.appeals.models import Addressee, Appeal, AppealState, AppealText, LetterVersion
from outcry.appeals.models import LetterText as LetterRow
from outcry.authorities.models import Office
from outcry.cases import publication
from outcry.cases.publication import PublishedCase
from outcry.delivery import queries as delivery_queries
from outcry.design.day_words import day_in_words, plain_day
from outcry.design.embedding import frame_code, oembed_address
from outcry.design.feed_links import feed_links
from outcry.design.parts import LetterText, Moment, Reply, SharedAs, Target, Teaser, Voice
from outcry.design.whole_addresses import address_in, in_order
from outcry.front.filling.cards import appeal_card
from outcry.front.filling.counts import countries, counts
from outcry.front.filling.custody import drawn, short_day, state_in_words
from outcry.front.language_names import language_name
from outcry.front.pages.appeal import AppealLine, AppealPage, AppealsPage, EmbassyLine, Flag, Outcome, Standing
from outcry.gatherings.drawing import lines as gathering_lines
from outcry.gatherings.handed_in_lines import lines as handed_in_lines
from outcry.gatherings.queries import handed_in_for_appeal, of_appeal
from outcry.giving.queries import asked_for
from outcry.groups import queries as groups
from outcry.lib.cards.words import HEIGHT, WIDTH, Card
from outcry.lib.country_names import country_name
from outcry.lib.locales import reader_locale
from outcry.lib.translations import in_language
from outcry.newsroom import queries as newsroom_queries
from outcry.newsroom.drawing.lines import own_name, teaser
from outcry.newsroom.subject_links import links_to_groups
from outcry.protests import queries as protest_queries
from outcry.protests.models import AuthorityReply, OutcomeKind, Rung
from outcry.protests.models import Outcome as OutcomeRow
from outcry.protests.rungs import rungs_of
from outcry.statistics.public import LetterFigures, PublicFigures, figures

_GOOD_ENDS = {OutcomeKind.RELEASED, OutcomeKind.CHARGES_DROPPED, OutcomeKind.FINE_LIFTED}


class NotReadable(LookupError):
    """The appeal has no words or no letter in any language yet."""


def appeal_url(appeal: Appeal) -> str:
    """The page of an appeal, in the language being drawn."""
    return reverse("front:appeal", args=[appeal.slug])


def appeal_page(*, appeal: Appeal, language: str, now: datetime) -> AppealPage:
    """One appeal in one language; raise NotReadable for a draft without words or letter."""
    on, at = content_day(appeal, now=now), appeal.organisation.content_now(now=now)
    source_language = appeal.organisation.source_language
    text, letter = queries.text_in(appeal=appeal, language=language), _newest_letter(appeal)
    if text is None or letter is None:
        raise NotReadable(appeal.slug)
    numbers = figures(appeal=appeal)
    addressees = queries.addressees(appeal=appeal)
    letters = _letters(letter, language=language, source_language=source_language, addressees=addressees)
    case = publication.for_case_id(case_id=appeal.case_id, language=language, on=on) if appeal.case_id else None
    outcome = protest_queries.outcome_of(appeal=appeal)
    return AppealPage(
        url=appeal_url(appeal),
        shared=_shared(
            appeal, text, appeal_card(flag=flag(appeal, outcome), title=text.title, confirmed=numbers.confirmed, language=language, organisation="")
        ),
        title=text.title,
        standfirst=text.standfirst,
        flag=flag(appeal, outcome),
        standing=standing(appeal, on=on),
        place=country_name(appeal.country),
        opened=day_in_words(appeal.opened).text if appeal.opened else "",
        days_left=appeal.days_left(on=on),
        paragraphs=paragraphs(text.what_happened),
        source_note=text.source_note,
        demands=tuple(queries.demands(appeal=appeal, language=language)),
        targets=_targets(appeal, addressees, numbers, language=language),
        embassies=_embassies(appeal, letter, language=language, now=now),
        copies_accepted=numbers.copies.accepted,
        letter=letters[0],
        letter_version=letter.number,
        other_letters=letters[1:],
        counts=counts(numbers),
        country_name=country_name(appeal.country),
        clock=drawn(case.custody, on=on) if case and case.custody else None,
        countries=countries(numbers.countries),
        voices=_voices(appeal, numbers, now=now),
        timeline=_timeline(appeal, language=language, on=on),
        reports=tuple(teaser(line=line, language=language) for line in newsroom_queries.related_to_appeal(appeal_id=appeal.pk, language=language, on=on)),
        case=case_teaser(case, language=language, on=on) if case else None,
        gatherings=gathering_lines(of_appeal(appeal_id=appeal.pk, organisation=appeal.organisation, at=at), language=language, at=at),
        handed_in=handed_in_lines(handed_in_for_appeal(appeal_id=appeal.pk, organisation=appeal.organisation), language=language),
        outcome=outcome_in_words(outcome, language=language, source_language=source_language) if outcome else None,
        organisations=links_to_groups(
            groups.public_of_appeal(appeal_id=appeal.pk, organisation=appeal.organisation), organisation=appeal.organisation, language=language
        ),
        is_invented=appeal.about_invented_person,
        asks_for_money=asked_for(organisation=appeal.organisation, on=on) is not None,
        embed="" if appeal.is_draft else frame_code(address=address_in(language, "front:embedded_appeal", appeal.slug), title=text.title),
        feeds=() if appeal.is_draft else feed_links(lambda shape: reverse("front:appeal_feed", args=[appeal.slug, shape])),
        language=text.language if text.language != language else "",
        language_name=own_name(text.language) if text.language != language else "",
    )


def _shared(appeal: Appeal, text: AppealText, card: Card) -> SharedAs:
    """Each of its languages has a page of its own; where one has no words, the page that has the shown ones is meant."""
    there = {text.language for text in appeal.texts.all()}
    return SharedAs(
        title=text.title,
        description=text.standfirst,
        url=address_in(text.language, "front:appeal", appeal.slug),
        languages=in_order({code: address_in(code, "front:appeal", appeal.slug) for code in there}),
        image="" if appeal.is_draft else address_in(text.language, "front:appeal_card", appeal.slug),
        image_alt=card.alt,
        image_size=(WIDTH, HEIGHT),
        oembed="" if appeal.is_draft else oembed_address(address_in(text.language, "front:appeal", appeal.slug)),
    )


def appeals_page(*, open_ones: Iterable[Appeal], closed: Iterable[Appeal], language: str, now: datetime) -> AppealsPage:
    """All appeals, open ones first."""
    return AppealsPage(
        open=tuple(appeal_line(appeal, language=language, now=now) for appeal in open_ones),
        ended=tuple(appeal_line(appeal, language=language, now=now) for appeal in closed),
        feeds=feed_links(lambda shape: reverse("front:appeals_feed", args=[shape])),
        open_feeds=feed_links(lambda shape: reverse("front:open_appeals_feed", args=[shape])),
    )


def appeal_line(appeal: Appeal, *, language: str, now: datetime) -> AppealLine:
    """One appeal in a list."""
    on = content_day(appeal, now=now)
    text = queries.text_in(appeal=appeal, language=language)
    outcome = protest_queries.outcome_of(appeal=appeal)
    is_open = appeal.is_open(on=on)
    return AppealLine(
        title=text.title if text else appeal.slug,
        url=appeal_url(appeal),
        standfirst=text.standfirst if text else "",
        flag=flag(appeal, outcome),
        counts=counts(figures(appeal=appeal)),
        days_left=appeal.days_left(on=on),
        is_open=is_open,
        ended="" if is_open else day_in_words(outcome.happened).text if outcome else plain_day(appeal.deadline_on).text,
    )


def content_day(appeal: Appeal, *, now: datetime) -> date:
    """The day for which the appeal's content is shown."""
    return appeal.organisation.content_now(now=now).date()


def standing(appeal: Appeal, *, on: date) -> Standing:
    """Whether the page asks, or tells that asking is over."""
    if appeal.is_draft:
        return "preview"
    if appeal.state == AppealState.ENDED:
        return "ended"
    return "open" if appeal.is_open(on=on) else "past_deadline"


def flag(appeal: Appeal, outcome: OutcomeRow | None) -> Flag:
    """The first word of the page: how it ended, or what kind of appeal it is."""
    if outcome is not None:
        return Flag(text=capfirst(outcome.get_kind_display()), tone="safe" if outcome.kind in _GOOD_ENDS else "plain")
    if appeal.state == AppealState.ENDED:
        return Flag(text=pgettext("state of an appeal", "Ended"), tone="plain")
    return Flag(text=_("Urgent appeal")) if appeal.is_urgent else Flag(text=_("Appeal"))


def outcome_in_words(outcome: OutcomeRow, *, language: str, source_language: str) -> Outcome:
    """How it ended."""
    text = in_language(outcome.texts.all(), language, source_language)
    return Outcome(
        headline=text.headline if text else capfirst(outcome.get_kind_display()),
        paragraphs=paragraphs(text.body) if text else (),
        what=capfirst(outcome.get_kind_display()),
        day=day_in_words(outcome.happened),
        source=outcome.source,
        is_good=outcome.kind in _GOOD_ENDS,
        language=text.language if text and text.language != language else "",
    )


def case_teaser(case: PublishedCase, *, language: str, on: date) -> Teaser:
    """A case in a list, or beside its appeal."""
    is_foreign = case.language != language
    return Teaser(
        headline=case.name,
        url=reverse("front:case", args=[case.slug]),
        rubric=state_in_words(case.custody, on=on) or _("Case"),
        standfirst=case.standfirst,
        note=_("Case %(number)s") % {"number": case.number},
        language=case.language if is_foreign else "",
        language_name=own_name(case.language) if is_foreign else "",
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """Plain text, parted where it has blank lines."""
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def letter_in_words(row: LetterRow, *, is_sent: bool = False) -> LetterText:
    """The approved letter in one language."""
    return LetterText(language=row.language, language_name=capfirst(language_name(row.language)), subject=row.subject, body=row.body, is_sent=is_sent)


def _newest_letter(appeal: Appeal) -> LetterVersion | None:
    approved = queries.current_letter(appeal=appeal)
    if approved is None and appeal.is_draft:
        return appeal.letter_versions.prefetch_related("texts").order_by("-number").first()
    return approved


def _letters(letter: LetterVersion, *, language: str, source_language: str, addressees: Iterable[Addressee]) -> tuple[LetterText, ...]:
    """The letter as the reader sees it, then those the offices get, then the others."""
    shown = queries.letter_in(letter=letter, language=language, source_language=source_language)
    if shown is None:
        raise NotReadable(f"letter {letter.pk}")
    sent = Counter(addressee.office.language for addressee in addressees)
    others = sorted((row for row in letter.texts.all() if row.pk != shown.pk), key=lambda row: (-sent[row.language], row.language))
    return tuple(letter_in_words(row, is_sent=row.language in sent) for row in (shown, *others))


def _embassies(appeal: Appeal, letter: LetterVersion, *, language: str, now: datetime) -> tuple[EmbassyLine, ...]:
    """Those to which a copy would go now, by the names of their countries."""
    source_language, replies = appeal.organisation.source_language, _replies(appeal)
    lines = []
    for embassy in queries.writable_embassies(appeal=appeal, now=now):
        text = queries.letter_in(letter=letter, language=embassy.office.language, source_language=source_language)
        name = in_language(embassy.office.texts.all(), language, source_language)
        if text is not None:
            shown = name.name if name else _("An office")
            lines.append(
                EmbassyLine(
                    country=country_name(embassy.for_country),
                    name=shown,
                    language_name=language_name(text.language),
                    replies=_replies_in_words(replies.get(embassy.pk, []), embassy.office),
                )
            )
    return tuple(sorted(lines, key=lambda line: line.country))


def _replies(appeal: Appeal) -> dict[int, list[AuthorityReply]]:
    replies: dict[int, list[AuthorityReply]] = {}
    for reply in protest_queries.shown_replies(appeal=appeal):
        replies.setdefault(reply.letter.addressee_id, []).append(reply)
    return replies


def _replies_in_words(replies: Iterable[AuthorityReply], office: Office) -> tuple[Reply, ...]:
    return tuple(Reply(text=reply.public_text, language=reply.language or office.language, day=plain_day(reply.received_at.date())) for reply in replies)


def _targets(appeal: Appeal, addressees: Iterable[Addressee], numbers: PublicFigures, *, language: str) -> tuple[Target, ...]:
    replies = _replies(appeal)
    ways = rungs_of(appeal=appeal)
    paces = delivery_queries.hourly_paces(destinations=[addressee.office.destination for addressee in addressees])
    return tuple(
        _target(
            addressee,
            numbers,
            replies.get(addressee.pk, []),
            way=ways.get(addressee.pk, Rung.SINGLE),
            pace=paces.get(addressee.office.destination),
            appeal=appeal,
            language=language,
        )
        for addressee in addressees
    )


def _target(
    addressee: Addressee, numbers: PublicFigures, replies: Iterable[AuthorityReply], *, way: Rung, pace: int | None, appeal: Appeal, language: str
) -> Target:
    office = addressee.office
    text = in_language(office.texts.all(), language, appeal.organisation.source_language)
    letters = numbers.by_destination.get(office.destination, LetterFigures())
    return Target(
        name=text.name if text else _("An office"),
        language_of_letter=language_name(office.language),
        accepted=letters.accepted,
        handed_off=letters.handed_off,
        refused=letters.refused,
        answered=letters.answered,
        waiting=letters.waiting,
        withdrawn=letters.withdrawn,
        daily=letters.daily,
        posted=letters.posted,
        handed_over=letters.handed_over,
        own_asked=letters.own_asked,
        own_seen=letters.own_seen,
        way_note=way_note(way),
        pace_note=_pace_note(office, pace) if way == Rung.SINGLE else "",
        replies=_replies_in_words(replies, office),
    )


def way_note(way: Rung) -> str:
    """By which way letters go now, in a few words; blank for single ones."""
    words = {
        Rung.DAILY: _("one letter a day, with the number of those who protested"),
        Rung.BOOK: _("printed in a book that is posted or handed over"),
        Rung.OWN: _("from your own mailbox: you get the text once you have confirmed"),
    }
    return words.get(way, "")


def _pace_note(office: Office, pace: int | None) -> str:
    if pace is None:
        return ""
    words = {"number": format_decimal(pace, locale=reader_locale())}
    if office.is_demo:
        return _("demonstration: up to %(number)s an hour") % words
    return ngettext("at most %(number)s an hour", "at most %(number)s an hour", pace) % words


def _voices(appeal: Appeal, numbers: PublicFigures, *, now: datetime) -> tuple[Voice, ...]:
    may_be_named = numbers.countries.codes
    return tuple(
        Voice(
            words=voice.words or _("A supporter"),
            country=country_name(voice.country) if voice.country in may_be_named else "",
            when=_when(voice.confirmed_at, now=now),
        )
        for voice in protest_queries.latest_voices(appeal=appeal)
    )


def _when(moment: datetime, *, now: datetime) -> str:
    """Coarse on purpose: the exact minute would point at a person."""
    age = now - moment
    if age < timedelta(hours=1):
        return _("this hour")
    if age < timedelta(days=1):
        return _("today")
    days = age.days
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


def _timeline(appeal: Appeal, *, language: str, on: date) -> tuple[Moment, ...]:
    moments = []
    for moment in queries.timeline(appeal=appeal):
        text = in_language(moment.texts.all(), language, appeal.organisation.source_language)
        has_come = moment.when_earliest is None or moment.when_earliest <= on
        if text is not None and has_come:
            moments.append(Moment(day=short_day(moment.when, on=on), headline=text.headline, text=text.body, kind=moment.kind))
    return tuple(moments)
