"""Records the outcome that the sample material tells, through the product's own operation: `python -m drill.record_outcome`."""

import os
import sys

import django


def main() -> None:
    """End the sample's lead appeal; nobody of the staff is named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")
    django.setup()
    # They name models, which can be loaded only after the line above.
    from django.utils import timezone  # noqa: PLC0415

    from drill.site import APPEAL  # noqa: PLC0415
    from outcry.appeals.queries import by_slug  # noqa: PLC0415
    from outcry.demo.loading.outcome import sample_outcome  # noqa: PLC0415
    from outcry.protests.operations import end_appeal  # noqa: PLC0415

    appeal = by_slug(slug=APPEAL)
    outcome = appeal and sample_outcome(appeal)
    if not appeal or not outcome:
        sys.exit("The sample material tells no outcome.")
    end_appeal(appeal=appeal, outcome=outcome, by=None, now=timezone.now())


if __name__ == "__main__":
    main()
