"""Walks made-up supporters through the road everybody takes: open the page, send the form, open the mail, press the button.

Several threads, each with a connection of its own; a step that fails is tried again for a while, so that the walk
outlives a web server that is killed and started again.
"""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from outcry.demo.crowd.agenda import Agenda
from outcry.demo.crowd.browser import Browser, Form, Page
from outcry.demo.crowd.letterbox import Letterbox
from outcry.demo.crowd.notes import CONFIRMED, SUBMITTED, Notes
from outcry.demo.crowd.people import Person

# A form is not taken from a program that fills it in faster than a person could.
FORM_AGE_SECONDS = 3.1
# With the pauses below: about two minutes, for a web server that is killed more than once on a busy machine.
_TRIES = 20
_FIRST_PAUSE_SECONDS = 0.3
_LONGEST_PAUSE_SECONDS = 8.0
_PAUSES_BEFORE_NOBODY_ANSWERS_SECONDS = (0.5, 1.0, 1.5)
_LOOK_INTO_MAIL_SECONDS = 0.2
# Nobody's mail has come for so long: whoever waits for one is left for the next walk.
_PATIENCE_SECONDS = 90.0
# People under way at once: enough to bridge the seconds a form must be old, few enough for a small machine.
_UNDER_WAY = 240

_Unreachable = (OSError, http.client.HTTPException)


class NoServer(Exception):
    """Nothing answers where the site should be."""


class NoAppeal(Exception):
    """There is no such appeal, or it takes no protests any more."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the running site is: its public address, and the port on the loopback where it listens."""

    url: str
    port: int

    def browser(self) -> Browser:
        return Browser(host="127.0.0.1", port=self.port, host_name=urlsplit(self.url).netloc)


@dataclass
class Progress:
    """How many have come how far, earlier walks included."""

    total: int
    submitted: int = 0
    confirmed: int = 0
    given_up: int = 0

    @property
    def is_over(self) -> bool:
        return self.confirmed + self.given_up >= self.total


class Walk:
    """One walk of a crowd. `show` is called now and then with the progress."""

    def __init__(
        self, *, site: Site, appeal: str, seed: int, people: Sequence[Person], letterbox: Letterbox, notes: Notes, show: Callable[[Progress], None]
    ) -> None:
        self._site, self._appeal, self._seed = site, appeal, seed
        self._letterbox, self._notes, self._show = letterbox, notes, show
        self._agenda, self._lock, self._here = Agenda(), threading.Lock(), threading.local()
        self._steps = notes.steps(appeal=appeal, seed=seed)
        self._people = {person.address.lower(): person for person in people}
        self._coming = iter([person for person in people if self._steps.get(person.number) != CONFIRMED])
        done = sum(self._steps.get(person.number) == CONFIRMED for person in people)
        self.progress = Progress(total=len(people), submitted=done, confirmed=done)
        self._links: dict[str, str] = {}
        self._waiting: dict[str, Person] = {}
        self._last_news = time.monotonic()
        self._stopped_by: Exception | None = None

    def go(self, *, connections: int) -> Progress:
        """Walk everybody to the end; NoServer or NoAppeal when there is nowhere to walk to. A Ctrl-C leaves the rest for another time."""
        self._look_into_mail()
        self._check_site()
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(connections)]
        for thread in threads:
            thread.start()
        for _ in range(_UNDER_WAY):
            self._next_person()
        try:
            while not self.progress.is_over and self._stopped_by is None:
                self._look_into_mail()
                self._lose_patience()
                self._show(self.progress)
                time.sleep(_LOOK_INTO_MAIL_SECONDS)
        finally:
            self._agenda.close()
            for thread in threads:
                thread.join(10)
        self._show(self.progress)
        if self._stopped_by is not None:
            raise self._stopped_by
        return self.progress

    def _check_site(self) -> None:
        """See that somebody answers; a web server that is just being restarted gets a moment."""
        for pause in (*_PAUSES_BEFORE_NOBODY_ANSWERS_SECONDS, None):
            try:
                self._appeal_page(self._site.browser(), "en")
            except _Unreachable as error:
                if pause is None:
                    raise NoServer(self._site.url) from error
                time.sleep(pause)
            else:
                return

    def _work(self) -> None:
        self._here.browser = self._site.browser()
        try:
            while step := self._agenda.take():
                step()
        except Exception as error:
            # Nobody else would notice that this thread has ended, and its person would be waited for without end.
            self._stopped_by = error
            raise
        finally:
            self._here.browser.close()

    # The road, step by step.

    def _next_person(self) -> None:
        with self._lock:
            person = next(self._coming, None)
        if person is None:
            return
        if self._steps.get(person.number) == SUBMITTED:
            # She sent the form on an earlier walk: her mail is there, or comes.
            self._count_submitted(person)
        else:
            self._plan(person, partial(self._open_form, person))

    def _open_form(self, person: Person) -> None:
        page, form = self._appeal_page(self._here.browser, person.language)
        self._plan(person, partial(self._send_form, person, page, form), after_seconds=FORM_AGE_SECONDS)

    def _send_form(self, person: Person, page: Page, form: Form) -> None:
        answer = self._here.browser.send(form, page=page, fields=_filled_in(person, form))
        if answer.status != http.HTTPStatus.SEE_OTHER:
            raise http.client.HTTPException(f"the form was not taken: {answer.status}")
        self._notes.write(appeal=self._appeal, seed=self._seed, number=person.number, step=SUBMITTED)
        self._count_submitted(person)

    def _count_submitted(self, person: Person) -> None:
        with self._lock:
            self.progress.submitted += 1
            self._waiting[person.address.lower()] = person
            self._last_news = time.monotonic()

    def _look_into_mail(self) -> None:
        self._links.update(self._letterbox.new_links())
        with self._lock:
            arrived = [(self._waiting.pop(address), self._links[address]) for address in list(self._waiting) if address in self._links]
        for person, path in arrived:
            self._last_news = time.monotonic()
            self._plan(person, partial(self._press_button, person, path))

    def _press_button(self, person: Person, path: str) -> None:
        page = self._here.browser.get(path)
        form = page.form_to("/confirm/")
        if form is not None:
            page = self._here.browser.send(form, page=page, fields={})
        if page.status != http.HTTPStatus.OK or page.form_to("/confirm/") is not None:
            raise http.client.HTTPException(f"the button did nothing: {page.status}")
        self._notes.write(appeal=self._appeal, seed=self._seed, number=person.number, step=CONFIRMED)
        with self._lock:
            self.progress.confirmed += 1
        self._next_person()

    def _appeal_page(self, browser: Browser, language: str) -> tuple[Page, Form]:
        page = browser.get(f"/{language}/appeals/{self._appeal}/")
        if page.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise http.client.HTTPException(f"the appeal page answered {page.status}")
        form = page.form_to(f"/appeals/{self._appeal}/")
        if page.status != http.HTTPStatus.OK or form is None:
            raise NoAppeal(self._appeal)
        return page, form

    # What goes wrong.

    def _plan(self, person: Person, step: Callable[[], None], *, after_seconds: float = 0, tries: int = 0) -> None:
        self._agenda.add(partial(self._attempt, person, step, tries), after_seconds=after_seconds)

    def _attempt(self, person: Person, step: Callable[[], None], tries: int) -> None:
        try:
            step()
        except NoAppeal as error:
            self._stopped_by = error
        except _Unreachable:
            if tries + 1 >= _TRIES:
                self._give_up(person)
            else:
                self._plan(person, step, after_seconds=min(_FIRST_PAUSE_SECONDS * 2**tries, _LONGEST_PAUSE_SECONDS), tries=tries + 1)

    def _give_up(self, person: Person) -> None:
        with self._lock:
            self.progress.given_up += 1
        self._next_person()

    def _lose_patience(self) -> None:
        if time.monotonic() - self._last_news < _PATIENCE_SECONDS:
            return
        with self._lock:
            left, self._waiting = list(self._waiting.values()), {}
        for person in left:
            self._give_up(person)


def _filled_in(person: Person, form: Form) -> dict[str, str]:
    fields = {
        "name": person.name,
        "email": person.address,
        "country": person.country,
        "shown_in_public": person.shown_in_public,
        "shown_to_addressee": person.shown_to_addressee,
    }
    if person.wants_outcome:
        fields["wants_outcome"] = "on"
    if person.own_line:
        fields["letter"] = f"{person.own_line}\n\n{form.fields.get('letter', '')}"
    return fields
