"""A mail worker that forgets its fence: `python -m drill.without_fence`. For the control that must turn red, and for nothing else.

The product has no switch for this; here the condition is replaced before the worker starts.
"""

import os

import django
from django.core.management import call_command


def main() -> None:
    """Deliver as `outcry deliver` does, taking any row for one's own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
    django.setup()
    # They name models, which can be loaded only after the line above.
    from outcry.delivery.models import OutgoingMessage  # noqa: PLC0415
    from outcry.delivery.outgoing import claims, in_hand, marks  # noqa: PLC0415

    def not_fenced(claim: claims.Claim) -> object:
        return OutgoingMessage.objects.filter(pk=claim.message_id)

    for module in (claims, in_hand):
        vars(module)["fenced"] = not_fenced
    marks.FENCED = "%(fence)s > 0"
    call_command("deliver")


if __name__ == "__main__":
    main()
