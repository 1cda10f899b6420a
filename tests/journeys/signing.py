"""A protest without a browser, for stories about something else."""

import re
import time
from email.utils import parseaddr

from tests.journeys.live_site import LiveSite, wait_until
from tests.journeys.pages import ask, hidden_fields

FORM_AGE_SECONDS = 3.5  # a form sent before three seconds have passed counts as a program's


def sign(site: LiveSite, path: str, *, address: str, name: str = "Samira Diallo", letter: str = "My own words.") -> str:
    """Send the form of an appeal and give the path behind the link of the confirmation mail."""
    page = ask(site, path)
    time.sleep(FORM_AGE_SECONDS)
    typed = {"name": name, "email": address, "country": "SN", "letter": letter, "homepage": ""}
    shown = {"shown_in_public": "full_name", "shown_to_addressee": "full_name"}
    assert ask(site, path, fields={**hidden_fields(page.html), **typed, **shown}).status == 303
    wait_until(lambda: site.mail_to(address), "the confirmation mail is there", seconds=120, words=site.words)
    link = re.search(rf"{site.address}(/\w+/confirm/\S+)", site.mail_to(address)[0].get_content())
    assert link
    return link[1]


def confirm(site: LiveSite, link: str, *, words: str = "Samira") -> None:
    """Press the button behind the link."""
    assert ask(site, link, fields={"public_words": words, "letter_words": words}).status == 200


def answer(site: LiveSite, *, mail_to: str, subject: str, text: str, html: str = "") -> None:
    """Answer the last mail that somebody got, as its reader would: to the address it came from."""
    letter = site.mail_to(mail_to)[-1]
    site.write(sender=mail_to, recipient=parseaddr(str(letter["Reply-To"] or letter["From"]))[1], subject=subject, text=text, html=html)
