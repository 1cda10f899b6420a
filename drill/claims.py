"""What must be true after any drill, claim by claim, with the numbers it was held against."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from babel import Locale

from drill.evidence import Evidence, Mail
from outcry.demo.crowd.people import Person

# The checker's own copy of what may follow what, written down from the description of the states and not read from the code.
_MAY_FOLLOW: dict[str, set[str]] = {
    "": {"queued"},
    "queued": {"submitting", "deferred", "refused", "withdrawn"},
    "submitting": {"accepted", "deferred", "refused", "uncertain"},
    "deferred": {"submitting", "deferred", "refused", "expired", "withdrawn"},
    "uncertain": {"submitting", "uncertain", "refused", "bounced", "handed_off", "accepted", "deferred"},
    "accepted": {"bounced"},
}
_LEAST_NAMED = 5
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Claim:
    """One sentence, whether it holds, and the numbers."""

    sentence: str
    holds: bool
    numbers: str


def check(evidence: Evidence) -> list[Claim]:
    """Hold every claim against the evidence."""
    return [Claim(sentence, *holds(evidence)) for sentence, holds in _CLAIMS]


def page_agrees(evidence: Evidence) -> bool:
    """Whether the page has caught up with the rows."""
    return _page(evidence)[0] and _countries(evidence)[0]


Check = Callable[[Evidence], tuple[bool, str]]
_CLAIMS: list[tuple[str, Check]] = []


def _claim(sentence: str) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        _CLAIMS.append((sentence, check))
        return check

    return keep


def _protests_of(evidence: Evidence, number: int) -> set[int]:
    return evidence.protest_of_mail.get(evidence.people[number].address.lower(), set()) & evidence.protests.keys()


def _confirmed(evidence: Evidence) -> set[int]:
    return {protest.id for protest in evidence.protests.values() if protest.state == "confirmed"}


def _message_ids(evidence: Evidence, *states: str) -> set[str]:
    return {message.message_id for message in evidence.messages if message.state in states}


@_claim("every form that was acknowledged has a row")
def _forms(evidence: Evidence) -> tuple[bool, str]:
    lost = [number for number in evidence.acknowledged_forms if not _protests_of(evidence, number)]
    stored_only = len(evidence.protests) - len(evidence.acknowledged_forms)
    told = f"{len(evidence.acknowledged_forms)} acknowledged, {len(lost)} lost; {stored_only} stored whose answer was lost, sent again"
    return not lost and len(evidence.acknowledged_forms) == len(evidence.people), told


@_claim("every button that was thanked for is exactly one confirmed protest")
def _buttons(evidence: Evidence) -> tuple[bool, str]:
    confirmed = _confirmed(evidence)
    wrong = [number for number in evidence.acknowledged_buttons if len(_protests_of(evidence, number) & confirmed) != 1]
    return not wrong, f"{len(evidence.acknowledged_buttons)} thanked, {len(wrong)} not in the count or twice"


@_claim("nobody else counts")
def _nobody_else(evidence: Evidence) -> tuple[bool, str]:
    confirmed = _confirmed(evidence)
    return len(confirmed) == len(evidence.acknowledged_buttons) == len(evidence.people), f"{len(confirmed)} confirmed rows, {len(evidence.people)} people"


@_claim("each confirmed protest has one letter to each addressee and the embassy in its country, no other protest has any")
def _letters(evidence: Evidence) -> tuple[bool, str]:
    confirmed = _confirmed(evidence)
    expected = {(protest, addressee) for protest in confirmed for addressee in evidence.addressees}
    expected |= {(protest, evidence.embassies[country]) for protest in confirmed if (country := evidence.protests[protest].country) in evidence.embassies}
    written = Counter(message.letter for message in evidence.messages if message.letter is not None)
    joined = Counter(evidence.joined_letters)
    agrees = written == joined == Counter(expected)
    return agrees, f"{len(expected)} expected, {written.total()} in the outbox, {joined.total()} joined, {len(evidence.addressees)} addressees"


@_claim("every message that counts as accepted lies at the other server")
def _accepted_arrived(evidence: Evidence) -> tuple[bool, str]:
    accepted, arrived = _message_ids(evidence, "accepted"), {mail.message_id for mail in evidence.mails}
    return accepted <= arrived, f"{len(accepted)} accepted, {len(accepted - arrived)} never arrived"


@_claim("every mail that lies at the other server counts as accepted")
def _arrived_accepted(evidence: Evidence) -> tuple[bool, str]:
    accepted, arrived = _message_ids(evidence, "accepted"), {mail.message_id for mail in evidence.mails}
    return arrived <= accepted, f"{len(arrived)} distinct Message-IDs arrived, {len(arrived - accepted)} not counted"


@_claim("no Message-ID belongs to two rows")
def _ids(evidence: Evidence) -> tuple[bool, str]:
    ids = Counter(message.message_id for message in evidence.messages)
    return max(ids.values(), default=1) == 1, f"{len(evidence.messages)} rows, {len(ids)} Message-IDs"


@_claim("a mail went twice only if its worker was killed, and then with the same bytes")
def _copies(evidence: Evidence) -> tuple[bool, str]:
    struck = {message.message_id for message in evidence.messages if message.id in evidence.struck}
    copies = Counter(mail.message_id for mail in evidence.mails)
    again = {message_id for message_id, number in copies.items() if number > 1}
    differing = len({(mail.message_id, mail.content) for mail in evidence.mails}) - len(copies)
    holds = again <= struck and max(copies.values(), default=1) <= 2 and not differing
    return holds, f"{len(struck)} struck, {len(again)} went twice, {len(again - struck)} of them without a kill, {differing} with other bytes"


@_claim("every step of a message follows the table, none is accepted twice, the last one is its state")
def _steps(evidence: Evidence) -> tuple[bool, str]:
    wrong = [message.id for message in evidence.messages if not is_a_true_story(evidence.events.get(message.id, []), message.state)]
    steps = sum(len(events) for events in evidence.events.values())
    return not wrong, f"{steps} steps of {len(evidence.messages)} messages, {len(wrong)} stories untrue"


def is_a_true_story(events: list[tuple[str, str]], state: str) -> bool:
    place = ""
    for before, after in events:
        if before != place or after not in _MAY_FOLLOW.get(before, set()):
            return False
        place = after
    return place == state and sum(after == "accepted" for _, after in events) <= 1


@_claim("a message was uncertain only if its worker was killed")
def _uncertain(evidence: Evidence) -> tuple[bool, str]:
    uncertain = {message for message, events in evidence.events.items() for before, after in events if (before, after) == ("submitting", "uncertain")}
    return uncertain <= evidence.struck, f"{len(uncertain)} were uncertain once, {len(uncertain - evidence.struck)} of them without a kill"


@_claim("each accepted message has exactly one try that was accepted")
def _tries(evidence: Evidence) -> tuple[bool, str]:
    accepted = len(_message_ids(evidence, "accepted"))
    return evidence.accepted_tries == accepted, f"{evidence.accepted_tries} tries, {accepted} messages"


@_claim("of what was refused nothing lies at the other server")
def _refused(evidence: Evidence) -> tuple[bool, str]:
    refused, arrived = _message_ids(evidence, "refused"), {mail.message_id for mail in evidence.mails}
    return not refused & arrived, f"{len(refused)} refused, {len(refused & arrived)} arrived all the same"


@_claim("nothing is left on the way")
def _left(evidence: Evidence) -> tuple[bool, str]:
    states = Counter(message.state for message in evidence.messages)
    return set(states) <= {"accepted", "refused"}, ", ".join(f"{number} {state}" for state, number in sorted(states.items()))


@_claim("each answer of an office is kept once and belongs to a letter")
def _replies(evidence: Evidence) -> tuple[bool, str]:
    letters = {message.id for message in evidence.messages if message.letter is not None}
    kept = Counter(evidence.replies)
    agrees = not evidence.owed_answers and max(kept.values(), default=1) == 1 and set(kept) <= letters and len(kept) == evidence.answered_letters
    return agrees, f"{kept.total()} kept, of {len(kept)} letters, {evidence.answered_letters} collected, {evidence.owed_answers} owed"


@_claim("the page's four counts are those of the rows")
def _page(evidence: Evidence) -> tuple[bool, str]:
    shown = evidence.figures
    # A copy for an embassy is no further letter of an appeal.
    states = Counter(message.state for message in evidence.messages if message.letter is not None and message.letter[1] in evidence.addressees)
    counted = (len(_confirmed(evidence)), states["accepted"], states["refused"] + states["bounced"] + states["expired"], evidence.answered_letters)
    told = (shown.confirmed, shown.accepted, shown.refused, shown.answered)
    agrees = told == counted and (shown.letters, shown.waiting) == (states.total(), 0)
    return agrees, f"page {told} of {shown.letters} letters, rows {counted} of {states.total()}"


@_claim("the page's countries are those of the rows, add up, and none under five is named")
def _countries(evidence: Evidence) -> tuple[bool, str]:
    names = Locale("en").territories
    rows = Counter(names[protest.country] for protest in evidence.protests.values() if protest.state == "confirmed")
    shown = evidence.figures
    named = shown.countries
    whole = sum(named.values()) + shown.in_other_countries
    true = all(number >= _LEAST_NAMED and rows[name] == number for name, number in named.items())
    agrees = true and whole == rows.total() and shown.country_total == len(rows) == len(named) + shown.other_countries
    return agrees, f"{len(named)} named and {shown.other_countries} others, {whole} people; rows: {len(rows)} countries, {rows.total()} people"


@_claim("no supporter's address stands in a letter to an authority")
def _addresses(evidence: Evidence) -> tuple[bool, str]:
    letters = [mail for mail in evidence.mails if mail.kind == "authority"]
    addresses = [person.address.lower() for person in evidence.people.values()]
    domain, names = addresses[0].partition("@")[2], {address.partition("@")[0] for address in addresses}
    telling = [mail for mail in letters if domain in mail.words.lower() or not names.isdisjoint(_WORD.findall(mail.words.lower()))]
    return not telling, f"{len(letters)} letters, {len(telling)} tell"


@_claim("no confirmation mail holds what was typed, but the address")
def _typed(evidence: Evidence) -> tuple[bool, str]:
    people = {person.address.lower(): person for person in evidence.people.values()}
    mails = [mail for mail in evidence.mails if mail.kind == "supporter" and mail.recipient in people]
    telling = [
        mail
        for mail in mails
        for typed in (people[mail.recipient].name, people[mail.recipient].own_line)
        if typed and typed.casefold() in mail.words.casefold()
    ]
    return not telling, f"{len(mails)} mails, {len(telling)} tell"


def _holds_typed_words(mail: Mail, person: Person) -> bool:
    return any(typed.casefold() in mail.words.casefold() for typed in (person.name, person.own_line) if typed)


@_claim("no supporter's address stands in what the processes log")
def _log(evidence: Evidence) -> tuple[bool, str]:
    log = evidence.log.lower()
    told = [person.number for person in evidence.people.values() if person.address.lower() in log]
    return not told, f"{evidence.log.count(chr(10))} lines, {len(told)} addresses"
