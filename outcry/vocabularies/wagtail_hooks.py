"""The lists' place in the frame of the desk."""

from wagtail import hooks

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.vocabularies.log_words import vocabulary

hooks.register(LOG_VOCABULARY, vocabulary)
