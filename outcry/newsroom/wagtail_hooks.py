"""The newsroom's place in the frame of the desk."""

from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static

from outcry.audit.vocabulary import HOOK as LOG_VOCABULARY
from outcry.cases.beyond_recall import HOOK as BEYOND_RECALL
from outcry.design.desk_home import HOOK as HOME
from outcry.newsroom.beyond_recall import beyond_recall
from outcry.newsroom.comments import urls as comment_urls
from outcry.newsroom.comments.log_words import vocabulary as words_of_comments
from outcry.newsroom.home import home
from outcry.newsroom.log_words import vocabulary
from outcry.newsroom.moving_in.log_words import vocabulary as words_of_old_sites
from outcry.newsroom.reviewing import editor
from outcry.newsroom.views import kept_words, to_the_list

hooks.register(HOME, home, order=30)
hooks.register(BEYOND_RECALL, beyond_recall)
hooks.register(LOG_VOCABULARY, vocabulary)
hooks.register(LOG_VOCABULARY, words_of_comments)
hooks.register(LOG_VOCABULARY, words_of_old_sites)
hooks.register("before_edit_page", editor.tell_what_was_said)
hooks.register("after_edit_page", editor.ask_after_saving)
hooks.register("after_create_page", editor.ask_after_saving)
hooks.register("before_bulk_action", editor.keep_headlines_alone_from_readers)
hooks.register("after_publish_page", editor.tell_that_nobody_read)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    """The newsroom below /desk/newsroom/, comments below /desk/comments/; pages have their places in Wagtail's own tree."""
    return [
        path("newsroom/", to_the_list, name="newsroom_desk"),
        path("newsroom/kept/", kept_words, name="newsroom_kept_words"),
        path("newsroom/pictures/", include("outcry.newsroom.library.picture_urls")),
        path("newsroom/documents/", include("outcry.newsroom.library.document_urls")),
        path("newsroom/reviews/", include("outcry.newsroom.reviewing.urls")),
        path("newsroom/old-sites/", include("outcry.newsroom.moving_in.urls")),
        path("comments/", include(comment_urls)),
        path("translations/", include("outcry.newsroom.translating.urls")),
    ]


@hooks.register("insert_global_admin_js")
def keep_words() -> SafeString:
    """The script that keeps what did not reach the desk; on every page, since logging out deletes it."""
    script = '<script src="{}" data-key="{}" data-door="{}" defer></script>'
    return format_html(script, versioned_static("newsroom/keep-words.js"), reverse("newsroom_kept_words"), reverse("wagtailadmin_logout"))


@hooks.register("register_page_action_menu_item")
def ask_for_a_review() -> ActionMenuItem:
    """The button below a report."""
    return editor.AskItem(order=5)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Reports"), reverse_lazy("newsroom_desk"), name="newsroom", icon_name="doc-full", order=235)


@hooks.register("register_admin_menu_item")
def pictures_item() -> MenuItem:
    """The library beside it."""
    return MenuItem(_("Pictures"), reverse_lazy("pictures_desk:index"), name="pictures", icon_name="image", order=236)


@hooks.register("register_admin_menu_item")
def comments_item() -> MenuItem:
    """The word in the side menu."""
    return MenuItem(_("Comments"), reverse_lazy("comments_desk:index"), name="comments", icon_name="comment", order=237)


@hooks.register("register_admin_menu_item")
def documents_item() -> MenuItem:
    """And the library of documents. Wagtail's own entry is named `documents`, and is left out."""
    return MenuItem(_("Documents"), reverse_lazy("documents_desk:index"), name="handouts", icon_name="doc-empty", order=236)


@hooks.register("register_admin_menu_item")
def reviews_item() -> MenuItem:
    """What waits for a second reader."""
    return MenuItem(_("Reviews"), reverse_lazy("reviews_desk:index"), name="reviews", icon_name="view", order=236)


@hooks.register("register_admin_menu_item")
def translations_item() -> MenuItem:
    """What waits for translators."""
    return MenuItem(_("Translations"), reverse_lazy("translations_desk:index"), name="translations", icon_name="globe", order=236)


@hooks.register("register_admin_menu_item")
def old_sites_item() -> MenuItem:
    """And what moves in."""
    return MenuItem(_("Old sites"), reverse_lazy("moving_desk:index"), name="old-sites", icon_name="download", order=238)
