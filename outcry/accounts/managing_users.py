"""The screens in which members of staff and partners are added and changed on the desk: Wagtail's, kept to one organisation.

Nobody raises her own rights there, gives what she doesn't hold, or takes over somebody else's account: once a colleague has signed
in, her password and her mail address are hers alone.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from outcry.accounts.models import User
from outcry.accounts.operations import partners_group
from outcry.accounts.queries import colleagues, groups_to_give
from outcry.audit.operations import record

if TYPE_CHECKING:
    _Form = forms.ModelForm[User]
else:
    _Form = forms.ModelForm
_RIGHTS = ("groups", "is_partner")


class _MayBePartner(_Form):
    """A partner has the rights of partners, whatever else was ticked; whoever stops being one has to be given others.

    `by` fills the form in: of what she can't give nothing is taken away either.
    """

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self._may_give = groups_to_give(by)
        self.fields["groups"].queryset = self._may_give  # type: ignore[attr-defined]
        if not by.is_superuser:
            self._keep("is_superuser")

    def _keep(self, *names: str) -> None:
        """Wagtail's templates draw these fields in any case. What is disabled keeps its value, whatever is sent."""
        for name in {*names} & {*self.fields}:
            self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """One kind of account, and not two."""
        found = super().clean() or self.cleaned_data
        ours = partners_group()
        if found.get("is_partner"):
            # Superusers alone are asked whether somebody is one.
            return found | {name: value for name, value in {"groups": [ours], "is_superuser": False}.items() if name in self.fields}
        return found | {"groups": [group for group in (*found.get("groups", ()), *self._beyond()) if group != ours]}

    def _beyond(self) -> list[Group]:
        if not self.instance.pk:
            return []
        return list(self.instance.groups.exclude(pk__in=self._may_give.values("pk")))


class PersonAddedForm(_MayBePartner, UserCreationForm):  # type: ignore[misc]
    """A new account, of the organisation of whoever adds it."""

    class Meta(UserCreationForm.Meta):  # type: ignore[misc]
        fields = UserCreationForm.Meta.fields | {"is_partner"}

    def save(self, commit: bool = True) -> User:
        self.instance.organisation = self.by.organisation
        found: User = super().save(commit)
        return found


class PersonChangedForm(_MayBePartner, UserEditForm):  # type: ignore[misc]
    """An account that is there."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        if self.instance == by:
            self._keep(*_RIGHTS)
        elif self.instance.last_login:
            self._keep("email")
            del self.fields["password1"], self.fields["password2"]

    class Meta(UserEditForm.Meta):  # type: ignore[misc]
        fields = UserEditForm.Meta.fields | {"is_partner"}

    def save(self, commit: bool = True) -> User:
        # Wagtail looks for a password in every form.
        self.cleaned_data.setdefault("password1", "")
        found: User = super().save(commit)
        return found


class _People(IndexView):  # type: ignore[misc]
    """Those of one organisation. Several at once are changed nowhere: each change is weighed alone."""

    def get_base_queryset(self) -> QuerySet[User]:
        return colleagues(self.request.user)

    @property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class _FilledIn:
    """The form knows who fills it in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"by": self.request.user}  # type: ignore[misc,attr-defined,no-any-return]


class _Added(_FilledIn, CreateView):  # type: ignore[misc]
    @transaction.atomic
    def save_instance(self) -> User:
        found: User = super().save_instance()
        _note("staff.add", found, by=self.request.user)
        return found


class _Changed(_FilledIn, EditView):  # type: ignore[misc]
    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        _only_superusers_touch_superusers(self.request.user, self.object)

    @transaction.atomic
    def save_instance(self) -> User:
        found: User = super().save_instance()
        _note("staff.change", found, by=self.request.user)
        return found


class _Removed(DeleteView):  # type: ignore[misc]
    @transaction.atomic
    def delete_action(self) -> None:
        gone = User.objects.get(pk=self.object.pk)
        super().delete_action()
        _note("staff.remove", gone, by=self.request.user)


def _only_superusers_touch_superusers(by: Any, person: User) -> None:
    if person.is_superuser and not getattr(by, "is_superuser", False):
        raise PermissionDenied


def _note(verb: str, person: User, *, by: Any) -> None:
    groups = sorted(person.groups.values_list("name", flat=True)) if verb != "staff.remove" else []
    facts = {"name": person.get_username(), "rights": groups, "is_administrator": person.is_superuser, "may_sign_in": person.is_active}
    record(verb=verb, subject=f"staff:{person.pk}", now=timezone.now(), actor=by, **facts)


class PeopleOfTheDesk(UserViewSet):  # type: ignore[misc]
    """Wagtail's screens with these forms."""

    index_view_class = _People
    add_view_class = _Added
    edit_view_class = _Changed
    delete_view_class = _Removed

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        """Which of the two."""
        return PersonChangedForm if for_update else PersonAddedForm
