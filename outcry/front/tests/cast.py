"""Sample pages for our tests: what views would hand to the templates, without a database."""

from dataclasses import replace

from outcry.design.parts import (
    Clock,
    ClockDay,
    Countries,
    CountryRow,
    Counts,
    Day,
    Frame,
    Language,
    LetterText,
    Link,
    Moment,
    Reply,
    SharedAs,
    Source,
    Target,
    Teaser,
    Voice,
)
from outcry.front.pages.appeal import AppealLine, AppealPage, AppealsPage, Flag, Outcome
from outcry.front.pages.case import Act, CasePage, CasesPage, Fact, Person, SourceLink
from outcry.front.pages.confirm import ConfirmPage
from outcry.front.pages.home import CustodyLine, HomePage, Lead

RELEASE = Day(text="3 January 2011", iso="2011-01-03")
COUNTRY_NAMES = ("Germany", "Ireland", "Poland", "Great Britain", "Sweden", "Russia", "United States", "Brazil", "India", "Pakistan", "Nigeria", "South Africa")


def a_frame() -> Frame:
    return Frame(
        organisation="Solidarity Kazakhstan",
        notice="Demonstration. Counts and supporters are generated.",
        languages=(
            Language(code="en", name="English", url="/en/", is_current=True),
            Language(code="ru", name="Русский", url="/ru/"),
            Language(code="kk", name="Қазақша", url="/kk/"),
            Language(code="ar", name="العربية", url="/ar/"),
        ),
    )


def a_clock(*, released: bool = False) -> Clock:
    days = [*range(20, 32), 1, 2, 3]
    if released:
        kinds = [""] * 14 + ["free"]
        strip = tuple(ClockDay(number=number, kind=kind) for number, kind in zip(days, kinds, strict=True))  # type: ignore[arg-type]
        return Clock(state="released", day=15, term_days=15, released=RELEASE, ground="sentence served", strip=strip)
    kinds = [""] * 12 + ["today", "ahead", "ahead"]
    strip = tuple(ClockDay(number=number, kind=kind) for number, kind in zip(days, kinds, strict=True))  # type: ignore[arg-type]
    return Clock(
        state="held",
        day=13,
        term_days=15,
        due=Day(text="3 January", iso="2011-01-03"),
        since=Day(text="about 20 December"),
        since_is_reckoned=True,
        strip=strip,
    )


def some_counts() -> Counts:
    return Counts(confirmed=1043, countries=47, accepted=3011, handed_off=0, refused=1043, answered=9, waiting=118, next_mark=1500)


def a_letter(language: str = "en", *, is_sent: bool = False) -> LetterText:
    bodies = {
        "en": (
            "English",
            "Release Esenbek Ukteshbayev",
            "I write about Esenbek Ukteshbayev, a trade union and social activist.\n\nI ask you to release him now, and to see to it that nobody harms him.",
        ),
        "ru": (
            "Russian",
            "Освободите Есенбека Уктешбаева",
            "Пишу вам о Есенбеке Уктешбаеве, профсоюзном активисте.\n\nПрошу вас освободить его сейчас и проследить, чтобы ему не причинили вреда.",
        ),
        "kk": (
            "Kazakh",
            "Есенбек Өктешбаевты босатыңыздар",
            "Он бес тәулікке қамалған кәсіподақ және қоғам белсендісі Есенбек Өктешбаев туралы жазып отырмын.\n\nОны босатуыңызды сұраймын.",
        ),
    }
    name, subject, body = bodies[language]
    return LetterText(language=language, language_name=name, subject=subject, body=body, is_sent=is_sent)


def an_outcome() -> Outcome:
    return Outcome(
        headline="Esenbek Ukteshbayev is free",
        paragraphs=(
            "He was freed on 3 January and greeted by many, with police all around.",
            "He served the full time; we do not claim that protests shortened it.",
        ),
        what="released, sentence served",
        day=RELEASE,
        source="socialistworld.net",
    )


def some_reports() -> tuple[Teaser, ...]:
    return (
        Teaser(
            headline="At midnight they called for his freedom", url="/en/reports/midnight/", rubric="Vigil", day=Day(text="1 January 2011", iso="2011-01-01")
        ),
        Teaser(
            headline="Более тысячи протестов",
            url="/ru/reports/cells/",
            rubric="Prisons",
            day=Day(text="24 December 2010", iso="2010-12-24"),
            language="ru",
            language_name="Русский",
        ),
    )


def an_appeal_page(**changes: object) -> AppealPage:
    page = AppealPage(
        url="/en/appeals/free-esenbek-ukteshbayev/",
        shared=SharedAs(title="Free Esenbek Ukteshbayev", description="", url="https://desk.example/en/appeals/free-esenbek-ukteshbayev/", languages={}),
        title="Free Esenbek Ukteshbayev",
        standfirst="A trade union and social activist is serving fifteen days, in cells with men who are drunk, drugged and free to move. "
        "Ask the authorities to release him and to keep him safe.",
        flag=Flag(text="Urgent appeal"),
        standing="open",
        place="Kazakhstan",
        opened="December 2010",
        days_left=2,
        paragraphs=(
            "Esenbek Ukteshbayev, a trade union and social activist, was jailed for fifteen days.",
            "He was put in cells with drug users and hardened criminals who moved freely, often drunk or drugged, to provoke him. He avoided every fight.",
        ),
        source_note="socialistworld.net, January 2011",
        demands=(
            "Release Esenbek Ukteshbayev at once and without conditions.",
            "Hold him apart from prisoners who threaten his safety until then.",
            "Stop the harassment of trade unionists and of the independent press.",
        ),
        targets=(
            Target(
                name="Prosecutor General’s Office",
                language_of_letter="Russian",
                accepted=1010,
                answered=9,
                waiting=33,
                pace_note="60 an hour",
                replies=(Reply(text="Your letter was received.\nIt will be answered within the term set by law.", language="en", day=RELEASE),),
            ),
            Target(name="Ministry of Internal Affairs", language_of_letter="Russian", accepted=1001, waiting=42),
            Target(name="Akimat of Almaty city", language_of_letter="Kazakh", accepted=1000, waiting=43),
            Target(name="Commissioner for Human Rights", language_of_letter="English", refused=1043),
        ),
        letter=a_letter(),
        letter_version=1,
        other_letters=(a_letter("ru", is_sent=True), a_letter("kk", is_sent=True)),
        counts=some_counts(),
        country_name="Kazakhstan",
        clock=a_clock(),
        countries=Countries(
            rows=tuple(CountryRow(name=name, number=140 - 11 * place) for place, name in enumerate(COUNTRY_NAMES)), rest_number=89, rest_countries=35
        ),
        voices=(
            Voice(words="Aoife", country="Ireland", when="this hour"),
            Voice(words="A supporter", country="Germany", when="this hour"),
            Voice(words="Марек", country="Poland", when="today"),
            Voice(words="A supporter", when="today"),
        ),
        timeline=(
            Moment(day=Day(text="December", iso="2010-12"), headline="Jailed for fifteen days.", kind="detention"),
            Moment(
                day=Day(text="December", iso="2010-12"),
                headline="Over 1,000 protest messages",
                text="to the authorities from all over the world, before Christmas.",
                kind="milestone",
            ),
            Moment(
                day=Day(text="31 December", iso="2010-12-31"),
                headline="Gathering outside the prison",
                text="at midnight, with fireworks. Police tried to arrest one person for disturbing residents, and failed.",
                kind="vigil",
            ),
        ),
        reports=some_reports(),
        case=Teaser(
            headline="Esenbek Ukteshbayev", url="/en/cases/esenbek-ukteshbayev/", rubric="The case", standfirst="What was done, in order, with its source."
        ),
    )
    return replace(page, **changes)  # type: ignore[arg-type]


def an_ended_appeal_page() -> AppealPage:
    return an_appeal_page(standing="ended", flag=Flag(text="Released", tone="safe"), clock=a_clock(released=True), outcome=an_outcome(), days_left=None)


def a_line(*, is_open: bool = True) -> AppealLine:
    return AppealLine(
        title="Lift the fine against a teacher",
        url="/en/appeals/lift-the-fine/",
        standfirst="An invented teacher was fined for a leaflet.",
        flag=Flag(text="Appeal"),
        counts=replace(some_counts(), confirmed=87, countries=11, answered=0),
        days_left=23 if is_open else None,
        is_open=is_open,
        ended="" if is_open else "3 January 2011",
    )


def a_home_page() -> HomePage:
    page = an_appeal_page()
    return HomePage(
        about="We document what is done to people in Kazakhstan, and bring the protest of many to those responsible.",
        lead=Lead(
            title=page.title,
            url=page.url,
            standfirst=page.standfirst,
            flag=page.flag,
            place="Kazakhstan",
            counts=page.counts,
            is_open=True,
            clock=page.clock,
            links=(Link(label="The case, with its source", url="/en/cases/esenbek-ukteshbayev/"),),
        ),
        asks=(a_line(),),
        reports=some_reports(),
        custody=(
            CustodyLine(name="Esenbek Ukteshbayev", url="/en/cases/esenbek-ukteshbayev/", clock=a_clock()),
            CustodyLine(name="", url="", clock=Clock(state="held", day=31)),
            CustodyLine(name="Another person", url="/en/cases/another/", clock=a_clock(released=True), released=RELEASE),
        ),
    )


def an_appeals_page() -> AppealsPage:
    return AppealsPage(open=(a_line(),), ended=(a_line(is_open=False),))


def a_cases_page() -> CasesPage:
    return CasesPage(
        cases=(Teaser(headline="Esenbek Ukteshbayev", url="/en/cases/esenbek-ukteshbayev/", rubric="In custody", standfirst="Jailed for fifteen days."),)
    )


def a_case_page() -> CasePage:
    source = SourceLink(label="socialistworld.net", anchor="source-1")
    return CasePage(
        shared=SharedAs(title="Esenbek Ukteshbayev", description="", url="https://desk.example/en/cases/esenbek-ukteshbayev/", languages={}),
        name="Esenbek Ukteshbayev",
        number="2010-0001",
        standfirst="A trade union and social activist, jailed for the full fifteen days, and put in cells with men who tried to provoke him.",
        flag=Flag(text="In custody"),
        country="Kazakhstan",
        place="Kazakhstan; prison not named",
        approved=Day(text="1 January 2011", iso="2011-01-01"),
        version=1,
        clock=a_clock(),
        acts=(
            Act(
                anchor="act-1",
                day=Day(text="about 20 December 2010 – 3 January 2011"),
                when_note="reckoned back from 15 full days",
                headline="Jailed for fifteen days",
                body="",
                facts=(Fact(name="Act", value="Detention"), Fact(name="Against", value="Esenbek Ukteshbayev"), Fact(name="By", value="")),
                sources=(source,),
            ),
            Act(
                anchor="act-2",
                day=Day(text="31 December 2010", iso="2010-12-31"),
                when_note="midnight",
                headline="Police try to arrest an activist at the gathering",
                body="Asked for proof, police went from door to door for a signature, and failed.",
                facts=(Fact(name="Act", value="Attempted arrest"), Fact(name="By", value="Police"), Fact(name="Reason given", value="Disturbing residents")),
                sources=(source,),
            ),
        ),
        done=(Moment(day=Day(text="December", iso="2010-12"), headline="International appeal.", text="Over 1,000 protest messages.", kind="appeal"),),
        people=(Person(name="Esenbek Ukteshbayev", role="Trade union and social activist."), Person(name="", role="One activist, not named in the source.")),
        sources=(
            Source(
                anchor="source-1",
                title="Kazakhstan: New Year fireworks outside cell of Esenbek Ukteshbayev",
                publisher="socialistworld.net",
                date="January 2011",
                kind="third party, for example a reporter",
                speaks_of="acts 1, 2",
                language="en",
            ),
        ),
        appeals=(a_line(),),
        reports=some_reports(),
        status="held",
        status_word="in custody",
        organisation="Solidarity Kazakhstan",
    )


def a_confirm_page(**changes: object) -> ConfirmPage:
    page = ConfirmPage(
        state="open",
        url="/en/confirm/abc/",
        appeal_title="Free Esenbek Ukteshbayev",
        appeal_url="/en/appeals/free-esenbek-ukteshbayev/",
        share_url="http://localhost:8000/en/appeals/free-esenbek-ukteshbayev/",
        offices=("Prosecutor General’s Office", "Ministry of Internal Affairs", "Akimat of Almaty city"),
        languages_sent="Russian, Kazakh",
        own_text="He is a friend of every worker.\nPlease let him go home.",
        own_language="en",
        approved=a_letter(),
        country="Ireland",
        shows_in_public="first_name",
        shows_to_office="initials",
        country_words="A supporter",
        leave_url="/en/leave/abc/",
    )
    return replace(page, **changes)  # type: ignore[arg-type]
