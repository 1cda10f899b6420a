"""Who takes part in the demonstration's tests."""

from datetime import UTC, datetime, timedelta

from outcry.appeals.models import Appeal
from outcry.lib.links import make_link
from outcry.protests.addresses_of_pages import CONFIRM
from outcry.protests.models import Protest
from outcry.protests.operations import SignedForm, confirm_protest, sign_appeal

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LEAD = "free-esenbek-ukteshbayev"


def a_confirmed_protest(*, address: str = "samira@mail.example", wants_outcome: bool = True, language: str = "en", appeal: str = LEAD) -> Protest:
    """Samira signs a sample appeal and presses the button."""
    form = SignedForm(
        name="Samira",
        address=address,
        country="DE",
        language=language,
        letter_version=1,
        own_text=None,
        shown_in_public="nothing",
        shown_to_addressee="country",
        wants_outcome=wants_outcome,
    )
    row = Appeal.objects.get(slug=appeal)
    sign_appeal(appeal=row, form=form, now=NOW)
    protest = Protest.objects.latest("pk")
    confirm_protest(link=make_link(protest.public_id, purpose=CONFIRM), now=NOW + timedelta(minutes=1))
    protest.refresh_from_db()
    return protest
