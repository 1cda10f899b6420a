"""`outcry organisation create`: the first thing on a new installation. Stands here because the list of reports is made with it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils import timezone

from outcry.accounts.models import Organisation
from outcry.accounts.operations import OrganisationWords, create_organisation
from outcry.lib.domains import domain_in_ascii
from outcry.newsroom.operations import ensure_tree


class Command(BaseCommand):
    help = "The organisation that runs this desk."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="create the organisation of this installation")
        create.add_argument("name", help="as readers see it, in the language given")
        create.add_argument("--slug", required=True, help="a short name of small letters, digits and hyphens")
        create.add_argument("--mail-domain", required=True, help="letters leave from addresses on this domain, and answers come back to it")
        create.add_argument("--contact", required=True, help="a mail address, printed in every letter: whoever wants it to stop writes here")
        create.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _name in settings.LANGUAGES], help="in which texts are first written"
        )

    @transaction.atomic
    def handle(self, *, name: str, slug: str, mail_domain: str, contact: str, language: str, **options: Any) -> None:
        there = Organisation.objects.order_by("pk").first()
        if there is not None:
            self.stdout.write(f"{there.slug} is there already; nothing was changed. Texts are changed in the desk, under Organisation.")
            return
        try:
            validate_slug(slug)
            validate_email(contact)
            validate_email(f"letter@{mail_domain}")
            # Letters name it in their headers, where other letters can't stand.
            mail_domain = domain_in_ascii(mail_domain)
        except ValidationError as error:
            raise CommandError(f"Slug, mail domain or contact address can't be used: {' '.join(error.messages)}") from error
        except UnicodeError as error:
            raise CommandError(f"The mail domain can't be used: no domain can be called {mail_domain}.") from error
        organisation = create_organisation(
            slug=slug, source_language=language, mail_domain=mail_domain, contact_address=contact, texts={language: OrganisationWords(name=name)}
        )
        ensure_tree(organisation=organisation, now=timezone.now())
        self.stdout.write(f"{name} is there. Next, let somebody in: outcry staff add NAME --email ADDRESS --manages-staff")
