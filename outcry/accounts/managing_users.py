"""The forms in which members of staff and partners are added and changed on the desk."""

from typing import TYPE_CHECKING, Any

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from outcry.accounts.models import User
from outcry.accounts.operations import partners_group

if TYPE_CHECKING:
    _Form = forms.ModelForm[User]
else:
    _Form = forms.ModelForm


class _MayBePartner(_Form):
    """A partner has the rights of partners, whatever else was ticked; whoever stops being one has to be given others."""

    def clean(self) -> dict[str, Any]:
        """One kind of account, and not two."""
        found = super().clean() or self.cleaned_data
        ours = partners_group()
        if found.get("is_partner"):
            # Superusers alone are asked whether somebody is one.
            return found | {name: value for name, value in {"groups": [ours], "is_superuser": False}.items() if name in self.fields}
        return found | {"groups": [group for group in found.get("groups", ()) if group != ours]}


class PersonAddedForm(_MayBePartner, UserCreationForm):  # type: ignore[misc]
    """A new account."""

    class Meta(UserCreationForm.Meta):  # type: ignore[misc]
        fields = UserCreationForm.Meta.fields | {"is_partner"}


class PersonChangedForm(_MayBePartner, UserEditForm):  # type: ignore[misc]
    """An account that is there."""

    class Meta(UserEditForm.Meta):  # type: ignore[misc]
        fields = UserEditForm.Meta.fields | {"is_partner"}


class PeopleOfTheDesk(UserViewSet):  # type: ignore[misc]
    """Wagtail's screens with these forms."""

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        """Which of the two."""
        return PersonChangedForm if for_update else PersonAddedForm
