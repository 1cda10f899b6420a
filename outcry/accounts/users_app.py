"""Wagtail's screens for the people of the desk, with our forms: somebody may be made a partner there."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):  # type: ignore[misc]
    """Stands in INSTALLED_APPS in the place of Wagtail's own."""

    user_viewset = "outcry.accounts.managing_users.PeopleOfTheDesk"
