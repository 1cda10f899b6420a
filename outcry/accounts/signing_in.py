"""How often somebody may try to sign in. Counted from rows, so that all web processes keep one limit together.

A try has its row before the password is looked at, and the rows are counted after that is committed. So of many tries at the
same moment no more than the limit get as far as the password, without a lock that tries would have to wait for.

Whoever signed in before from where she is now is counted there alone: a stranger elsewhere who guesses at her name keeps
neither her nor the only administrator out. Names and networks are kept as keyed hashes.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from outcry.accounts.models import SignInTry, User
from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.audit.operations import record
from outcry.audit.queries import of_subject
from outcry.lib.keys import keyring, mac

WINDOW = timedelta(minutes=15)
TRIES_OF_AN_ACCOUNT = 10
TRIES_OF_A_NETWORK = 50
# For how long a network where she signed in counts as hers.
NETWORK_KNOWN_FOR = timedelta(days=90)
# Nothing looks back further than the window; a day lets a person ask what happened.
WRONG_TRIES_KEPT = timedelta(days=1)
ACCOUNT_PAUSED, NETWORK_PAUSED = "sign_in.account_paused", "sign_in.network_paused"


class TooManyTries(Exception):
    """This account, or this network, has to wait. Says the same whether the account exists or not."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"too many tries, until {until:%H:%M} UTC")
        self.until = until


def begin_try(*, name: str, network: str, now: datetime) -> SignInTry:
    """Count one try, before the password is looked at. TooManyTries when it is one too many: then it leaves no row.

    `network` is blank where nothing is known of it; then the account alone has a limit.
    """
    account, network_hash = _hash("account", name.strip().casefold()), _hash("network", network) if network else b""
    known = SignInTry.objects.filter(account=account, network=network_hash, signed_in=True, at__gt=now - NETWORK_KNOWN_FOR)
    one = SignInTry.objects.create(account=account, network=network_hash, at=now, from_known=bool(network) and known.exists())
    until = _pause(one, name=name, now=now)
    if until:
        one.delete()
        raise TooManyTries(until)
    return one


def signed_in(one: SignInTry) -> None:
    """The password was right: the try no longer counts, and where it came from is known."""
    SignInTry.objects.filter(pk=one.pk).update(signed_in=True)


def unlock(*, name: str, by: User | None, now: datetime) -> int:
    """Forget the wrong tries of an account, so that it can be tried again at once; returns how many they were."""
    forgotten, _kinds = SignInTry.objects.filter(account=_hash("account", name.strip().casefold()), signed_in=False).delete()
    user = User.objects.filter(username__iexact=name.strip()).first()
    if user and forgotten:
        record(verb="sign_in.unlock", subject=f"staff:{user.pk}", actor=by, now=now, tries=forgotten)
    return forgotten


def forget_tries(*, now: datetime) -> int:
    """Keep the terms: wrong tries for a day, networks of those who signed in for 90. Returns how many rows that were."""
    wrong, _ = SignInTry.objects.filter(signed_in=False, at__lte=now - WRONG_TRIES_KEPT).delete()
    old, _ = SignInTry.objects.filter(at__lte=now - NETWORK_KNOWN_FOR).delete()
    return wrong + old


def _pause(one: SignInTry, *, name: str, now: datetime) -> datetime | None:
    """Until when this try has to wait; None when it may go on."""
    wrong = SignInTry.objects.filter(signed_in=False, at__gt=now - WINDOW, from_known=one.from_known)
    of_account = wrong.filter(account=one.account)
    if one.from_known:
        return _over(of_account.filter(network=one.network), TRIES_OF_AN_ACCOUNT, ACCOUNT_PAUSED, name=name, now=now)
    until = _over(of_account, TRIES_OF_AN_ACCOUNT, ACCOUNT_PAUSED, name=name, now=now)
    if until is None and one.network:
        until = _over(wrong.filter(network=one.network), TRIES_OF_A_NETWORK, NETWORK_PAUSED, name="", now=now)
    return until


def _over(tries: QuerySet[SignInTry], limit: int, verb: str, *, name: str, now: datetime) -> datetime | None:
    latest = list(tries.order_by("-at", "-pk").values_list("at", flat=True)[: limit + 1])
    if len(latest) <= limit:
        return None
    _tell(verb, name=name, tries=limit, now=now)
    # Once the eldest of the last ten is out of the window there is room again.
    return latest[limit] + WINDOW


def _tell(verb: str, *, name: str, tries: int, now: datetime) -> None:
    """One line in the log for each quarter of an hour of refusals, not one for each of them."""
    user = User.objects.filter(username__iexact=name.strip()).first() if name else None
    subject = f"staff:{user.pk}" if user else _desk()
    if subject and not of_subject(subject=subject).filter(verb=verb, at__gt=now - WINDOW).exists():
        record(verb=verb, subject=subject, now=now, tries=tries, minutes=int(WINDOW.total_seconds() // 60))


def _desk() -> str:
    try:
        return f"organisation:{the_organisation().pk}"
    except NoOrganisation:
        return ""


def _hash(kind: str, words: str) -> bytes:
    return mac(keyring(settings.KEYS_FOLDER).current("lookup"), "sign-in", kind, words)
