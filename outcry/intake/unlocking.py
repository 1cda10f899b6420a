"""Keeping the desk open for an hour after its passphrase was given, without the server keeping what opens it.

The keys lie in the session, sealed with a random key that only the browser's cookie holds. Whoever takes the server has
one half, whoever takes the cookie has the other.
"""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from outcry.intake import desk_keys
from outcry.intake.desk_keys import DeskIsLocked, DeskKeys
from outcry.lib.envelopes import new_key, seal_with, unseal_with
from outcry.lib.sealing import SealBroken

LASTS = timedelta(hours=1)
_SESSION = "intake-desk"
_PLACE = "intake.session"
_PATH = "/desk/"


def keys_in_hand(request: HttpRequest, *, now: datetime) -> DeskKeys | None:
    """The desk's keys, or None when a passphrase has to be given first."""
    try:
        return desk_keys.keys_at_hand()
    except DeskIsLocked:
        pass
    sealed, cookie = request.session.get(_SESSION), request.COOKIES.get(settings.INTAKE_COOKIE_NAME)
    if not sealed or not cookie:
        return None
    try:
        found = json.loads(unseal_with(bytes.fromhex(cookie), bytes.fromhex(sealed), place=_PLACE))
    except (SealBroken, ValueError):
        return None
    return DeskKeys.from_json(found["keys"]) if now.timestamp() < found["until"] else None


def remember(request: HttpRequest, response: HttpResponseBase, keys: DeskKeys, *, now: datetime) -> None:
    """Keep the desk open in this browser for an hour."""
    half = new_key()
    found = {"keys": keys.to_json(), "until": (now + LASTS).timestamp()}
    request.session[_SESSION] = seal_with(half, json.dumps(found).encode(), place=_PLACE).hex()
    response.set_cookie(
        settings.INTAKE_COOKIE_NAME,
        half.hex(),
        max_age=LASTS,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Lock the desk in this browser."""
    request.session.pop(_SESSION, None)
    response.delete_cookie(settings.INTAKE_COOKIE_NAME, path=_PATH, samesite="Strict")
