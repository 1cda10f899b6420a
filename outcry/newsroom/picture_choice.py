"""The list of pictures in a form: by name, and with a script by looking at them."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class PictureSelect(forms.Select):
    """A list of names. Its script shows the pages of the library in a dialog, so that nothing that was written is left."""

    class Media:
        js = ["newsroom/choose-picture.js"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as the one it is made from
        self.attrs |= {
            "data-outcry": "picture",
            "data-library": reverse_lazy("pictures_desk:index"),
            "data-look": _("Look at the pictures"),
            "data-close": _("Close"),
            "data-all": _("All pictures"),
            "data-failed": _("The pictures could not be fetched. Choose by name, or try again."),
        }
