"""Where the outside can look, and what it finds there: one function for each kind of place, a list of all of them."""

import io
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from outcry.audit.models import LogEntry
from outcry.cases.models import PublicCase
from outcry.config.log_lines import DiscreetFormatter
from outcry.delivery.models import OutgoingMessage
from outcry.front.form_token import issue_for
from outcry.front.tests.people import A_MINUTE, a_filled_form, confirm_path, leave_path
from outcry.gatherings.addresses_of_pages import confirm_url as coming_confirm_url
from outcry.gatherings.addresses_of_pages import leave_url as coming_leave_url
from outcry.gatherings.models import Coming
from outcry.newsletters.addresses import confirm_url, not_me_url, page_url
from outcry.newsletters.her_page import send_page_links
from outcry.newsletters.models import PageRequest, SignUp
from outcry.newsroom.comment_rows import Comment
from outcry.newsroom.comments.mails import hear_url, leave_url
from outcry.newsroom.picture_rows import PictureSize
from outcry.protests.models import Protest
from tests.canary.columns import HEAD, columns
from tests.canary.world import World
from tests.cast import LANGUAGES
from tests.endless import is_one_of_endless

# (what it is called, what stands there)
Found = tuple[str, str]
_LINK = re.compile(
    r'(?:href|src|content|action|xml:base)="((?:/(?!/)|https?://)[^"]*)"|<(?:loc|link|url|id)>([^<]+)<|"(?:url|next|path|self|href)": ?"([^"]+)"'
)
_SET = re.compile(r'srcset="([^"]*)"')
# Asked for by programs, linked from nowhere.
_BY_CONVENTION = (
    "/robots.txt",
    "/sitemap.xml",
    "/favicon.ico",
    "/.well-known/security.txt",
    "/security.txt",
    "/feed/",
    "/api/",
    "/humans.txt",
    "/manifest.json",
)
_NOT_OUTSIDE = ("/desk/", "/demo/", "/static/")


@dataclass
class Answers:
    """Every answer that an anonymous visitor gets, by address."""

    text: dict[str, str] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    views: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Place:
    """A kind of place and how to look into it."""

    name: str
    sentence: str
    look: Callable[["Outside"], Iterator[Found]]


class Outside:
    """A world looked at by somebody who has no business here; what she was answered is kept."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines = io.StringIO()
        self.answers = Answers()
        self.forms: list[Found] = []
        # What the processes of a running site said: tests/canary/running.py.
        self.said = ""

    def walk(self) -> None:
        """Look as visitors do, do what breaks, and spend a day at the desk; what is logged meanwhile is kept."""
        self.walk_as_a_visitor()
        with every_log_line(self.lines):
            _what_breaks()
            _a_day_at_the_desk(self.world)

    def walk_as_a_visitor(self) -> None:
        """Follow every link from every home page and every address without arguments, and send every form."""
        with every_log_line(self.lines):
            self.ask(*starts())
            self.forms = list(_forms(self.world))

    def ask(self, *starts: str) -> None:
        """Ask for the addresses and for whatever they lead to."""
        client, waiting = Client(), list(starts)
        while waiting:
            address = waiting.pop()
            if address in self.answers.text or address in self.answers.images or address.startswith(_NOT_OUTSIDE):
                continue
            waiting += self._take(client, address)

    def _take(self, client: Client, address: str) -> list[str]:
        answer = client.get(address, follow=True)
        body = b"".join(answer) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "")
        self.answers.kinds[address] = kind
        # Lazy: for an address that is nobody's it raises once it is asked.
        with suppress(Resolver404):
            self.answers.views.add(answer.resolver_match.view_name)
        if kind.startswith("image/"):
            self.answers.images[address] = body
            return []
        text = body.decode(errors="replace")
        self.answers.text[address] = f"{answer.headers}\n{unescape(text)}"
        return _links(text)


# What is found needs a question: the first word of a report, an appeal and a case, and the beginning of every marker.
_SEARCHES = (f"/en/search/?text={HEAD[:-1]}", "/en/search/?text=s", "/en/search/?text=f")


def starts() -> list[str]:
    """The homes of all languages, what programs ask for unasked, and every public address that needs no arguments."""
    homes = ["/", *(f"/{language}/" for language, _name in settings.LANGUAGES)]
    return [*homes, *_BY_CONVENTION, *_SEARCHES, *(reverse(name) for name, takes in public_views() if not takes)]


def public_views() -> list[tuple[str, bool]]:
    """Every named public view, and whether its address takes arguments."""
    return sorted(set(_views(get_resolver().url_patterns, "", "", takes=False)))


def _views(patterns: list[URLPattern | URLResolver], prefix: str, space: str, *, takes: bool) -> Iterator[tuple[str, bool]]:
    for one in patterns:
        path = prefix + str(one.pattern).lstrip("^")
        if f"/{path}".startswith(_NOT_OUTSIDE):
            continue
        now_takes = takes or bool(one.pattern.regex.groups)
        if isinstance(one, URLResolver):
            name = f"{space}:{one.namespace}".strip(":") if one.namespace else space
            yield from _views(one.url_patterns, path, name, takes=now_takes)
        elif one.name:
            yield f"{space}:{one.name}".strip(":"), now_takes


def _links(text: str) -> list[str]:
    found = [next(group for group in match.groups() if group) for match in _LINK.finditer(text)]
    found += [part.split()[0] for match in _SET.finditer(text) for part in match[1].split(",") if part.strip()]
    ours = [unescape(link).removeprefix(settings.SITE_URL).partition("#")[0] for link in found]
    return [link for link in ours if link.startswith("/") and not link.startswith("//") and not is_one_of_endless(link)]


def _forms(world: World) -> Iterator[Found]:
    """Every form of a visitor, wrong and right. One who signed leaves again, which erases her mails; another one stays."""
    page = f"/en/appeals/{world.appeal.slug}/"
    yield f"{page} sent empty", _said(Client().post(page, {}))
    for address in ("samira@mail.example", "sofia@mail.example"):
        yield f"{page} filled in", _said(Client().post(page, a_filled_form(world.appeal, email=address, wants_outcome="on")))
        protest = Protest.objects.latest("pk")
        for path in (confirm_path(protest), leave_path(protest)):
            yield f"{path} opened", _said(Client().get(path))
        yield f"{confirm_path(protest)} pressed", _said(Client().post(confirm_path(protest), {"public_words": "", "letter_words": ""}))
        if address.startswith("samira"):
            yield f"{leave_path(protest)} pressed", _said(Client().post(leave_path(protest)))
    yield f"{page} check your mail", _said(Client().get(f"{page}check-your-mail/"))
    for language in LANGUAGES:
        comment = f"/{language}/comments/on/a-report/write/"
        yield f"{comment} sent empty", _said(Client().post(comment, {}))
        filled_in = {"text": "Told.", "email": "sofia@mail.example", "token": issue_for("comment", now=timezone.now() - A_MINUTE)}
        own = Client().post(comment, filled_in).headers["Location"]
        yield f"{own} opened", _said(Client().get(own))
        yield f"{own} pressed", _said(Client().post(own))
        shown = Comment.objects.published().select_related("report__locale").filter(report__locale__language_code=language)[0]
        door = f"/{language}/comments/object/{shown.public_id}/"
        objection = {"objection": "other", "words": "Told.", "token": issue_for("object to a comment", now=timezone.now() - A_MINUTE)}
        yield f"{door} pressed", _said(Client().post(door, objection))
        for link in (hear_url(shown), leave_url(shown)):
            yield f"{link} opened", _said(Client().get(link.removeprefix(settings.SITE_URL)))
            yield f"{link} pressed", _said(Client().post(link.removeprefix(settings.SITE_URL)))
        yield from _forms_of_the_newsletter(language)
        yield from _coming(language)
        write = {"text": "", "token": issue_for("write", now=timezone.now() - A_MINUTE)}
        yield f"/{language}/write/ sent empty", _said(Client().post(f"/{language}/write/", write))
        yield f"/{language}/write/back/ with a made-up code", _said(Client().post(f"/{language}/write/back/", {"code": "1234 " * 7}))


def _coming(language: str) -> Iterator[Found]:
    """Somebody says that she comes to a gathering, confirms it and takes it back."""
    vigil = f"/{language}/gatherings/vigil/come/"
    yield f"{vigil} sent empty", _said(Client().post(vigil, {}))
    token = issue_for("come", now=timezone.now() - A_MINUTE)
    yield f"{vigil} filled in", _said(Client().post(vigil, {"email": f"comes-{language}@mail.example", "token": token}))
    yield f"{vigil}thanks/ opened", _said(Client().get(f"{vigil}thanks/"))
    coming = Coming.objects.latest("pk")
    for link in (coming_confirm_url(coming), coming_leave_url(coming)):
        yield f"{link} opened", _said(Client().get(link.removeprefix(settings.SITE_URL)))
        yield f"{link} pressed", _said(Client().post(link.removeprefix(settings.SITE_URL)))


def _forms_of_the_newsletter(language: str) -> Iterator[Found]:
    """Asked for and confirmed; and the page with all that she agreed to."""
    letter = {"email": "sofia@mail.example", "languages": [language], "token": issue_for("newsletter", now=timezone.now() - A_MINUTE)}
    yield f"/{language}/newsletter/ filled in", _said(Client().post(f"/{language}/newsletter/", letter))
    asked = SignUp.objects.latest("pk")
    for link in (confirm_url(asked), not_me_url(asked)):
        yield f"{link} opened", _said(Client().get(link.removeprefix(settings.SITE_URL)))
    yield f"{confirm_url(asked)} pressed", _said(Client().post(confirm_url(asked).removeprefix(settings.SITE_URL)))
    hers = {"email": "sofia@mail.example", "token": issue_for("her page", now=timezone.now() - A_MINUTE)}
    yield f"/{language}/yours/ filled in", _said(Client().post(f"/{language}/yours/", hers))
    send_page_links(now=timezone.now())
    page = page_url(PageRequest.objects.latest("pk")).removeprefix(settings.SITE_URL)
    for path in (page, f"{page}agreed-to.json"):
        yield f"{path} opened", _said(Client().get(path))


def _said(answer: object) -> str:
    return f"{answer.headers}\n{unescape(answer.content.decode(errors='replace'))}"  # type: ignore[attr-defined]


def _what_breaks() -> None:
    """What fills a log: broken links, wrong hosts, addresses that are nobody's."""
    client = Client(raise_request_exception=False)
    for path in ("/en/confirm/broken/", "/en/leave/broken/", "/en/cases/nobody/", "/calendar/broken.ics", "/nowhere"):
        client.get(path)
        client.post(path)
    client.get("/en/", headers={"host": "elsewhere.example"})


def _a_day_at_the_desk(world: World) -> None:
    """Staff open a few of each kind of page, and the log hears of it. Where a column should hold more than a word, a page breaks: it hears of that, too."""
    client = Client(raise_request_exception=False)
    client.force_login(world.staff)
    seen, of_a_kind = set[str](), Counter[str]()
    waiting = [
        "/desk/",
        "/desk/cases/",
        "/desk/cases/people/",
        "/desk/evidence/",
        "/desk/authorities/",
        "/desk/intake/",
        "/desk/comments/",
        "/desk/giving/",
        "/desk/newsletters/",
        "/desk/log/",
    ]
    while waiting:
        path = waiting.pop().partition("?")[0]
        kind = re.sub(r"/(\d+|[0-9a-z]{16})\b", "", path)
        if path not in seen and of_a_kind[kind] < _OF_A_KIND and re.match(_OUR_DESK, path):
            seen.add(path)
            of_a_kind[kind] += 1
            answer = client.get(path)
            body = b"".join(answer) if answer.streaming else answer.content
            waiting += _links(body.decode(errors="replace"))


_OF_A_KIND = 2
_OUR_DESK = r"/desk/($|(appeals|cases|authorities|organisation|log|protests|evidence|intake|comments|giving|newsletters)\b)"


@contextmanager
def every_log_line(stream: io.StringIO) -> Iterator[None]:
    """What our loggers say at their most talkative and everybody else's as far as INFO, as the server writes it.

    Below INFO Django's templates write down whole contexts: nobody may run a site so, and no setting of ours allows it.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter(settings.LOGGING["formatters"]["line"]["format"]))
    levels = {"": logging.INFO, "django": logging.INFO, "outcry": logging.DEBUG}
    before = {name: logging.getLogger(name).level for name in levels}
    logging.getLogger().addHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def pages(outside: Outside) -> Iterator[Found]:
    """Pages, with their headers."""
    yield from ((address, text) for address, text in outside.answers.text.items() if outside.answers.kinds[address].startswith("text/html"))


def data(outside: Outside) -> Iterator[Found]:
    """Whatever is no page and no image: feeds, maps of the site, exports, answers of the API, words to robots."""
    yield from ((address, text) for address, text in outside.answers.text.items() if not outside.answers.kinds[address].startswith("text/html"))


def addresses(outside: Outside) -> Iterator[Found]:
    """The addresses themselves."""
    yield from ((address, unquote(address)) for address in (*outside.answers.text, *outside.answers.images))


def forms(outside: Outside) -> Iterator[Found]:
    """Answers to forms."""
    yield from outside.forms


def images(outside: Outside) -> Iterator[Found]:
    """Images of public pages, and whatever lies where they would be served from: every byte, and the metadata once unpacked."""
    for address, body in outside.answers.images.items():
        yield address, words_of_image(body)
    for file in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        if file.is_file():
            yield f"media/{file.name}", f"{file.name} {words_of_image(file.read_bytes())}"
    for size in PictureSize.objects.all():
        yield f"picture {size}", words_of_image(bytes(size.content))


def words_of_image(body: bytes) -> str:
    """Everything of an image in which words may stand."""
    words = [body.decode("latin-1"), body.decode("utf-16", errors="replace")]
    try:
        with Image.open(io.BytesIO(body)) as picture:
            picture.load()
            words += [str(picture.info), str(dict(picture.getexif()))]
            words += [str(dict(picture.getexif().get_ifd(directory))) for directory in (0x8769, 0x8825)]
    except (OSError, SyntaxError, ValueError):
        words.append("no image that can be opened")
    return "\n".join(words)


def mails(_outside: Outside) -> Iterator[Found]:
    """Every mail in the outbox: where it goes, its headers, its parts."""
    for row in OutgoingMessage.objects.filter(content__isnull=False):
        mail = message_from_bytes(bytes(row.content or b""), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        yield row.key, "\n".join([row.key, row.group, row.sender, row.recipient or "", *(f"{name}: {value}" for name, value in mail.items()), *_parts(mail)])


def _parts(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        yield part.get_filename() or ""
        if not part.is_multipart():
            yield bytes(part.get_payload(decode=True) or b"").decode(errors="replace")


def index(_outside: Outside) -> Iterator[Found]:
    """The indexes of the site's own search: every table that keeps one."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("wagtailsearch") or table in {"newsroom_reportwords", "appeals_appealwords"}:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                for row in cursor.fetchall():
                    yield f"{table} {row[0]}", " ".join(str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in row)


def projection(_outside: Outside) -> Iterator[Found]:
    """Every version of what was approved, old ones too."""
    for row in PublicCase.objects.all():
        yield f"{row.slug} {row.language} {row.version}", json.dumps([row.slug, row.fields, row.wording], ensure_ascii=False)


def logs(outside: Outside) -> Iterator[Found]:
    """The log of the server: every line, errors included."""
    yield from ((f"line {number}", line) for number, line in enumerate(outside.lines.getvalue().splitlines(), start=1))


def running(outside: Outside) -> Iterator[Found]:
    """The log of a site that ran in processes of its own."""
    yield from ((f"line {number}", line) for number, line in enumerate(outside.said.splitlines(), start=1))


def doings(_outside: Outside) -> Iterator[Found]:
    """The log of who did what: what it was done to, and the details. Names of staff stand in it by purpose."""
    for row in LogEntry.objects.all():
        yield f"entry {row.pk}", f"{row.verb} {row.subject} {json.dumps(row.details, ensure_ascii=False)}"


PLACES = (
    Place("public pages", "every page that links, the site's map and addresses without arguments lead to, in every language, with its headers", pages),
    Place("data for programs", "whatever is no page: feeds, the map of the site, exports, answers of an API, words to robots", data),
    Place("addresses", "the addresses of all of these", addresses),
    Place("answers to forms", "what a visitor reads after signing, confirming, leaving and writing in confidence, right and wrong", forms),
    Place("images", "every image of a public page and every uploaded file: its bytes, and its metadata once unpacked", images),
    Place("mail", "every mail in the outbox: recipient, headers, parts, names of files", mails),
    Place("the projection", "every version that was ever approved, as it lies in the database", projection),
    Place("the search of the site", "every table of Wagtail's index, and the words by which readers find reports and appeals", index),
    Place(
        "the server's log",
        "what our loggers say at their most talkative and all others as far as INFO, through the formatter of all handlers, errors included",
        logs,
    ),
    Place(
        "a running site",
        "whatever the processes of a running site write (web server, desk, mail worker, receiver, chores) while visitors, staff and Mallory "
        "look at all of it, and while its database breaks under them",
        running,
    ),
    Place("the log of doings", "verb, subject and details of every entry", doings),
)


def leaks(outside: Outside, *places: Place) -> dict[str, list[str]]:
    """By place, where a marker stands and which column it came from."""
    names = {column.marker: column.name for column in columns()}
    found: dict[str, list[str]] = {}
    for place in places or PLACES:
        for what, text in place.look(outside):
            for marker in sorted(set(_MARKERS.findall(text.casefold()))):
                found.setdefault(place.name, []).append(f"{names.get(marker, marker)} in {what}")
    return found


_MARKERS = re.compile(rf"{HEAD}(?:\d{{4}}|[a-z-]*)")
