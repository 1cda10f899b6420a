"""The register of terms: what we keep of people, how long, why. The page "What we keep" draws it, a chore keeps it."""

from django.utils.translation import gettext_lazy as _

from outcry.accounts.signing_in import forget_tries
from outcry.authorities.retention import forget_changes
from outcry.cases.retention import forget_steps
from outcry.delivery.retention import erase_ended
from outcry.intake.retention import TERMS as INTAKE_TERMS
from outcry.lib.retention import Term
from outcry.protests.operations.chores import expire_protests
from outcry.protests.operations.erase import erase_books, erase_mail_to_us, erase_names_and_addresses

REGISTER: tuple[Term, ...] = (
    Term(
        key="unconfirmed",
        what=_("A protest that was not confirmed: name, address, letter"),
        kept=_("7 days after its confirmation mail"),
        why=_("The link in the mail works that long."),
        erase=expire_protests,
    ),
    Term(
        key="name_and_address",
        what=_("Name, address and own words of a confirmed protest"),
        kept=_("30 days after the mail about the outcome, or after the end of the appeal"),
        why=_("To count each person once, to tell those who asked what became of it, and to answer questions."),
        erase=erase_names_and_addresses,
    ),
    Term(
        key="letter_text",
        what=_("The text of each letter and mail, and the address it went to"),
        kept=_("28 days after it was delivered, refused, given up or withdrawn"),
        why=_("To try again, to recognise what comes back, and to answer doubts about what was sent."),
        erase=erase_ended,
    ),
    Term(
        key="letter_book",
        what=_("A printed book of letters, as a file"),
        kept=_("28 days after it was posted or handed over"),
        why=_("To answer doubts about what was brought. Names in it go with the names of the protests at the latest."),
        erase=erase_books,
    ),
    Term(
        key="import_changes",
        what=_("What an import of people in public office changed and refused, and how it was before"),
        kept=_("90 days after the import"),
        why=_("To take a whole import back. The file itself is deleted once it is imported, or after two days."),
        erase=forget_changes,
    ),
    Term(
        key="case_import_steps",
        what=_("What an import of cases did and refused, row by row"),
        kept=_("90 days after the import"),
        why=_("To take a whole import back. The file itself is sealed, and deleted once it is imported, or after two days."),
        erase=forget_steps,
    ),
    Term(key="mail_to_us", what=_("A mail that you write back to us"), kept=_("28 days"), why=_("To answer it."), erase=erase_mail_to_us),
    Term(
        key="sign_in_tries",
        what=_("Tries of our staff to sign in, with name and network as keyed hashes"),
        kept=_("One day for a wrong one, 90 days for a right one"),
        why=_("To stop whoever guesses at passwords, without locking out those who sign in from where they always do."),
        erase=forget_tries,
    ),
    *INTAKE_TERMS,
)
