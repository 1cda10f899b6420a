"""The forms of an old site at the desk: its files, and what is to become of what they hold."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from outcry.lib.upload_sizes import refuse_too_much
from outcry.newsroom.moving_in.choices import DRAFTS, LEAVE, PUBLISH
from outcry.newsroom.moving_in.operations.imports import asked_labels
from outcry.newsroom.subject_links import TOPICS
from outcry.vocabularies.queries import tree

_INDENT = "\u2003"
_MOST_AUTHORS = 300


class UploadForm(forms.Form):
    """An export, and the pictures beside it."""

    export = forms.FileField(
        label=_("Export or feed"),
        max_length=255,
        allow_empty_file=True,
        help_text=_("A WordPress export (Tools → Export → All content), or an archive of a feed: RSS, Atom or JSON Feed. Several of one site as a ZIP."),
    )
    pictures = forms.FileField(
        label=_("Its pictures"),
        required=False,
        max_length=255,
        allow_empty_file=True,
        help_text=_("The folder wp-content/uploads of the old site, as a ZIP. Without it reports come without pictures; those can come later."),
    )

    def clean(self) -> dict[str, Any]:
        """Both together, if they are not too much."""
        cleaned = super().clean() or {}
        files = [file for name in ("export", "pictures") if (file := cleaned.get(name))]
        if any(getattr(file, "is_too_large", False) for file in files):
            raise forms.ValidationError(
                _("This is more than %(most)s megabytes. Bring it in with the command “outcry newsroom import” on the server."),
                code="too_large",
                params={"most": settings.IMPORT_MB},
            )
        refuse_too_much(files, command="outcry newsroom import")
        return cleaned


class ChoicesForm(forms.Form):
    """What is chosen for the site as a whole."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of what does not say its own."))
    zone = forms.ChoiceField(label=_("Time zone of the old site"), help_text=_("By which its days were counted."))
    credit = forms.CharField(label=_("Credit of its pictures"), max_length=200, help_text=_("Whose pictures they are, as readers should see it."))
    pages = forms.ChoiceField(
        label=_("Pages that are no news"),
        choices=[(DRAFTS, _("come as drafts, to be looked at")), (PUBLISH, _("are published as reports")), (LEAVE, _("stay behind"))],
    )
    drafts = forms.BooleanField(
        label=_("Drafts, private texts and those with a password, too"), required=False, help_text=_("They come as drafts. Nobody but us sees them.")
    )
    spam = forms.BooleanField(label=_("Comments that the old site held for advertising, too"), required=False, help_text=_("They come as not published."))
    addresses = forms.BooleanField(
        label=_("Mail addresses of those who commented, too"),
        required=False,
        help_text=_("Sealed, shown to nobody, erased after the term of comments. By them all comments of one person are found. Nobody gets a mail."),
    )
    fetch = forms.BooleanField(
        label=_("Ask the old site for pictures that are not in the ZIP"), required=False, help_text=_("It sees that this server asks. No other site is asked.")
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        zones: Any = self.fields["zone"]
        zones.choices = [(name, name) for name in settings.WAGTAIL_USER_TIME_ZONES]

    def told(self) -> dict[str, Any]:
        """As choices are written."""
        about = self.cleaned_data
        extras = [name for name in ("drafts", "spam", "addresses") if about[name]]
        return {name: about[name] for name in ("language", "zone", "credit", "pages", "fetch")} | {"extras": extras}


class AuthorsForm(forms.Form):
    """A byline for each author of the old site."""

    def __init__(self, data: Any = None, *, authors: Mapping[str, str]) -> None:
        super().__init__(data, prefix="author")
        self._logins = list(authors)[:_MOST_AUTHORS]
        for number, login in enumerate(self._logins):
            self.fields[str(number)] = forms.CharField(label=login, required=False, max_length=200, initial=authors[login])

    def told(self) -> dict[str, str]:
        """By login."""
        return {login: self.cleaned_data[str(number)] for number, login in enumerate(self._logins)}


class TopicsForm(forms.Form):
    """A topic, or none, for each category and tag."""

    def __init__(self, data: Any = None, *, found: Mapping[str, Any], names: Mapping[str, str]) -> None:
        super().__init__(data, prefix="topic")
        self._labels = asked_labels(found)
        branches = tree(key=TOPICS, language=get_language() or settings.LANGUAGE_CODE)
        choices = [("", _("no topic")), *((branch.term.code, f"{_INDENT * (branch.depth - 1)}{branch.wording.label}") for branch in branches)]
        for number, key in enumerate(self._labels):
            self.fields[str(number)] = forms.ChoiceField(label=names.get(key) or key, required=False, choices=choices, initial=found["topics"].get(key, ""))

    def told(self) -> dict[str, str]:
        """By label; what the page did not ask about is no topic."""
        return {key: self.cleaned_data[str(number)] for number, key in enumerate(self._labels)}
