"""What the public pages lend to the rooms below."""

from wagtail import hooks

from outcry.front.filling.sign_form import sign_form_in_words
from outcry.newsroom.drawing.sign_forms import HOOK

hooks.register(HOOK, sign_form_in_words)
