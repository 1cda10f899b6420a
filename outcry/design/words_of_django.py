"""Words of Django's that our pages show and that it has not in every language of ours. Named here, they stand in our catalogues, which come first."""

from django.utils.translation import gettext_noop

WORDS = (gettext_noop("- Select an option -"), gettext_noop("Enter a valid email address."))
