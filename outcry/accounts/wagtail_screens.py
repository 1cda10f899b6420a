"""Which of the addresses that Wagtail brings are used here. Whatever stands in no list is gone, for everybody: a new release opens nothing.

Groups and rights are given by commands and by the form of a member of staff; who did what stands in our own log. So Wagtail's
groups, sites, collections, workflows, statistics, files and pictures are no addresses of this desk.
"""

from collections.abc import Callable
from typing import Any

# Pages that everybody needs who signs in.
FOR_EVERYBODY = frozenset(
    {
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_account",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm",
        "wagtailadmin_password_reset_complete",
    }
)
FIRST_PAGE = "wagtailadmin_home"
# What leads nowhere is answered by Wagtail, after it asked who wants to know.
NOWHERE = "wagtail.admin.views.home.default"
# Colleagues; each is asked for within her organisation (managing_users.py).
PEOPLE = "wagtailusers_users:"
_PEOPLE = {f"{PEOPLE}{name}" for name in ("index", "index_results", "add", "edit", "delete", "history", "history_results")}
_EDITING = ("add", "preview_on_add", "edit", "preview_on_edit", "view_draft", "add_subpage", "copy", "move", "move_confirm", "convert_alias")
_GOING = ("delete", "unpublish", "lock", "unlock", "usage", "search", "search_results", "history", "history_results")
_REVISIONS = ("revisions_index", "revisions_view", "revisions_revert", "revisions_unschedule", "revisions_compare")
_PAGES = {f"wagtailadmin_pages:{name}" for name in (*_EDITING, *_GOING, *_REVISIONS)}
# The newsroom: reports are pages of the organisation whose site this is, and nobody else's.
OF_THE_SITE = frozenset(
    {
        *_PAGES,
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_block_preview",
        "simple_translation:submit_page_translation",
        "wagtail_bulk_action",
    }
)
USED = FOR_EVERYBODY | OF_THE_SITE | _PEOPLE | {FIRST_PAGE, NOWHERE, "wagtailadmin_dismissibles"}
# Several at once: pages may be published, taken down or deleted so, and nothing else is.
_AT_ONCE = ("wagtailcore", "page")
# Entries of the menu of settings that would lead to what is gone.
NOT_IN_SETTINGS = frozenset({"collections", "workflows", "workflow-tasks", "groups", "sites"})


def is_ours(view: Callable[..., Any]) -> bool:
    """Whether a view was written here; wrappers pass on where what they wrap was written."""
    return str(getattr(view, "__module__", "")).startswith(("outcry.", "tests."))


def is_used(name: str, kwargs: dict[str, Any]) -> bool:
    """Whether an address that Wagtail brings is one of this desk."""
    if name == "wagtail_bulk_action":
        return (kwargs.get("app_label"), kwargs.get("model_name")) == _AT_ONCE
    return name in USED
