"""Which part of an answer is new, and which repeats what was answered, or signs it. Pure.

Mail programs write the same things in every language: marks before lines, a line with a day and a name that ends in a colon, a block of
From, Sent, To and Subject. These are looked for by their shape; words are known where the shape tells nothing. In doubt it is new.
"""

import re

_MARKED = re.compile(r"^\s{0,3}(>|\|\s)")
_COLON = re.compile(r"[:：]\s*$")
_DAY = re.compile(r"\d{1,2}:\d{2}|\b(19|20)\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d{1,2}月\d{1,2}日")
_ADDRESS = re.compile(r"[^\s<>\"(\[]+@[^\s<>\")\]]+\.\w+")
_WROTE = re.compile(
    r"(?i)\b(wrote|writes|schrieb|a écrit|ecrit|escribió|ha scritto|scrive|escreveu|schreef|skrev|skreiv|kirjoitti|napisał\(?a?\)?|пишет|писал\(?а?\)?"
    r"|написал\(?а?\)?|жазды|написа|napsal\(?a?\)?|napísal|ha escrit|írta|a scris|yazdı|schreven|geschrieben)\b|写道|書きました|작성|כתב|كتب"
)
# From, sent or date, to and subject, as mail programs write them above a mail that they repeat.
_FIELDS = (
    r"from|von|de|da|van|från|fra|lähettäjä|od|от|кімнен|feladó|odesílatel|발신|보낸 사람|发件人|寄件者|差出人|من",
    r"sent|date|gesendet|datum|envoyé( le)?|enviado( el)?|fecha|data|inviato|verzonden|skickat|dato|lähetetty|wysłano|отправлено|дата|күні|odesláno"
    r"|发送时间|日期|送信日時",
    r"to|an|à|a|para|aan|till|til|vastaanottaja|do|кому|кімге|komu|címzett|收件人|宛先|إلى",
    r"subject|betreff|objet|objeto|asunto|oggetto|onderwerp|ämne|emne|aihe|temat|тема|тақырып|předmět|tárgy|主题|件名|الموضوع|assunto|cc|kopie|копия",
)
_FIELD = tuple(re.compile(rf"(?i)^[\s>*_]*({names})[*_]?\s*[:：]") for names in _FIELDS)
_RULE = re.compile(r"^\s*(-{2,}|_{5,}|={5,}|\*{5,})[^\w]*$")
# A line with words between dashes.
_BANNER = re.compile(r"^\s*[->*]{0,2}\s*\*?-{3,}\s*[^\W\d].{2,60}?\s*-{3,}\*?\s*$|^\s*Begin forwarded message:\s*$|^\s*-{4,}\s*Original")
_SIGNED = re.compile(
    r"(?i)^(--|—|––|-- |__+)\s*$|^\s*(sent from|sent via|get outlook|gesendet von|von meinem .{1,20} gesendet|envoyé de(puis)?|enviado desde|enviado do"
    r"|inviato da"
    r"|verzonden (vanaf|vanuit|met)|skickat från|sendt fra|lähetetty|wysłane z|wysłano z|отправлено (из|с)|odesláno z|从我的|iphone から送信)\b.{0,60}$"
)
_WORD = re.compile(r"\w")
# Characters of a line, or of a sentence, that says who wrote.
_LONGEST = 300
_HEADER_LINES = 8
_INTRODUCTION_LINES = 4


def parted(text: str) -> tuple[str, str]:
    """What is new, and what is repeated or signs it; all is new where nothing would be left of it."""
    lines = text.split("\n")
    ends = _first_cut(lines)
    new, rest = "\n".join(lines[:ends]).strip("\n"), "\n".join(lines[ends:]).strip("\n")
    return (new.rstrip(), rest.rstrip()) if _WORD.search(new) else (text.strip("\n").rstrip(), "")


def _first_cut(lines: list[str]) -> int:
    """The number of the line with which the rest begins."""
    has_words = False
    for place, line in enumerate(lines):
        # Below what it answers an answer is new, too.
        if (has_words or place == 0) and _begins_the_rest(lines, place):
            return _without_rule(lines, place)
        has_words = has_words or bool(_WORD.search(line))
    return len(lines)


def _begins_the_rest(lines: list[str], place: int) -> bool:
    line = lines[place]
    if not line.strip() or len(line) > _LONGEST:
        return False
    if _BANNER.match(line) or _SIGNED.match(line):
        return True
    return _begins_header(lines, place) or _introduces(lines, place) or _is_marked_to_the_end(lines, place)


def _without_rule(lines: list[str], place: int) -> int:
    """A line drawn above belongs to what follows."""
    before = place - 1
    while before > 0 and not lines[before].strip():
        before -= 1
    return before if before > 0 and _RULE.match(lines[before]) else place


def _begins_header(lines: list[str], place: int) -> bool:
    if not _FIELD[0].match(lines[place]) and not _FIELD[1].match(lines[place]):
        return False
    block = lines[place : place + _HEADER_LINES]
    return sum(any(field.match(line) for line in block) for field in _FIELD) >= 3


def _introduces(lines: list[str], place: int) -> bool:
    """Whether a sentence begins here that says who wrote on which day, and what is repeated follows."""
    first = lines[place]
    if _MARKED.match(first) or not (_DAY.search(first) or _ADDRESS.search(first) or _WROTE.search(first)):
        return False
    for number in range(1, _INTRODUCTION_LINES + 1):
        told = lines[place : place + number]
        if any(not line.strip() for line in told):
            return False
        said = " ".join(told)
        if len(said) > _LONGEST:
            return False
        follows = next((line for line in lines[place + number :] if line.strip()), "")
        has_day, has_name = bool(_DAY.search(said)), bool(_ADDRESS.search(said) or _WROTE.search(said))
        has_both = bool(_ADDRESS.search(said) and _WROTE.search(said))
        if _COLON.search(said) and has_name and (has_day or has_both or _MARKED.match(follows)):
            return True
        if _MARKED.match(follows) and has_day and has_name:
            return True
    return False


def _is_marked_to_the_end(lines: list[str], place: int) -> bool:
    """Nothing but what is marked comes any more, and perhaps whose signature it was."""
    if not _MARKED.match(lines[place]) or (place and _MARKED.match(lines[place - 1])):
        return False
    after = lines[place:]
    signed = next((number for number, line in enumerate(after) if _SIGNED.match(line)), len(after))
    return all(_MARKED.match(line) or not line.strip() for line in after[:signed])
