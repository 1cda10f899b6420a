"""The claims about outcome mails: each who asked to hear gets one, and nobody else."""

from collections import Counter

from drill.claims import Claim
from drill.evidence import Evidence
from drill.site import APPEAL, Site


def check_thanks(site: Site, evidence: Evidence) -> list[Claim]:
    """Hold the claims about outcome mails against rows and files."""
    [(appeal,)] = site.rows("SELECT id FROM appeals_appeal WHERE slug = ?", APPEAL)
    asked = {person.address.lower() for person in evidence.people.values() if person.wants_outcome}
    ids = {message.message_id for message in evidence.messages if message.key.startswith(f"outcome:{appeal}:supporter:")}
    reached = Counter(recipient for recipient, _ in {(mail.recipient, mail.message_id) for mail in evidence.mails if mail.message_id in ids})
    files = sum(mail.message_id in ids for mail in evidence.mails)
    consents = site.number(
        "SELECT COUNT(DISTINCT supporter_id) FROM supporters_consent WHERE subject = ? AND purpose = 'outcome' AND withdrawn_at IS NULL", f"appeal:{appeal}"
    )
    rows = site.number("SELECT COUNT(*) FROM protests_thanks")
    return [
        Claim(
            "each who asked to hear the outcome has exactly one mail, nobody else has any",
            reached == Counter(asked),
            f"{len(asked)} asked, {len(reached)} reached, {len(asked - reached.keys())} left out, {files} files",
        ),
        Claim(
            "consents, rows of thanks and outcome mails in the outbox are as many",
            consents == rows == len(ids) == len(asked),
            f"{consents} consents, {rows} rows, {len(ids)} mails",
        ),
    ]
