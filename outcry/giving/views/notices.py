"""Where payment services tell of money that moved. Answered: taken (200), not theirs (400), not readable (422), too long (413), try later (503).

Of what they send nothing is logged: it holds names and addresses of givers.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from outcry.accounts.queries import the_organisation
from outcry.giving.operations.notices import take_in_notice
from outcry.giving.webhooks import paypal as of_paypal
from outcry.giving.webhooks import stripe as of_stripe
from outcry.giving.webhooks.notices import Notice, NotReadable, NotSigned

logger = logging.getLogger(__name__)
_LONGEST_BODY = 256 * 1024


# No browser comes here, so there is no form to forge: what counts is the signature.
@csrf_exempt
@never_cache
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """An event of Stripe."""
    secrets = settings.STRIPE_SIGNING_SECRETS
    if not secrets:
        raise Http404

    def checked(body: bytes, now: datetime) -> Notice | None:
        of_stripe.check_signature(body=body, header=request.headers.get("Stripe-Signature", ""), secrets=secrets, now=now)
        return of_stripe.read(body)

    return _answer(request, of_stripe.SERVICE, checked)


@csrf_exempt
@never_cache
@require_POST
def paypal(request: HttpRequest) -> HttpResponse:
    """An event of PayPal."""
    certificates, root = settings.PAYPAL_CERTIFICATES, settings.PAYPAL_ROOT
    if not (settings.PAYPAL_WEBHOOK_ID and certificates and root):
        raise Http404

    def checked(body: bytes, now: datetime) -> Notice | None:
        of_paypal.check_signature(body=body, headers=request.headers, trust=_trust(certificates, root), now=now)
        return of_paypal.read(body)

    return _answer(request, of_paypal.SERVICE, checked)


def _trust(certificates: Path, root_file: Path) -> of_paypal.Trust:
    """Read each time: certificates are replaced once a year or so, and nobody should have to start anew for it."""
    [root] = x509.load_pem_x509_certificates(root_file.read_bytes())
    signing = x509.load_pem_x509_certificates(certificates.read_bytes())
    return of_paypal.Trust(webhook_id=settings.PAYPAL_WEBHOOK_ID, certificates=signing, root=root)


def _answer(request: HttpRequest, service: str, checked: Callable[[bytes, datetime], Notice | None]) -> HttpResponse:
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length) > _LONGEST_BODY:
        return HttpResponse(status=413)
    try:
        notice = checked(request.body, timezone.now())
        if notice is not None:
            take_in_notice(organisation=the_organisation(), notice=notice)
    except NotSigned as refusal:
        logger.warning("a notice in the name of %s was not taken: %s", service, refusal)
        return HttpResponse(status=400)
    except NotReadable as refusal:
        logger.error("a notice of %s can't be read: %s; look there what it was", service, refusal)
        return HttpResponse(status=422)
    except (DatabaseError, OSError, ValueError) as error:
        # A certificate that can't be read, or no room on the disk: the service tells it again for days.
        logger.error("a notice of %s could not be kept: %s", service, type(error).__name__)
        return HttpResponse(status=503)
    return HttpResponse(status=200)
