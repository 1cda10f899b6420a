"""Root of all addresses. Language stands in the path for everything a visitor reads."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler403 = "outcry.accounts.refusing.forbidden"
handler404 = "outcry.accounts.refusing.not_found"
handler500 = "outcry.front.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("outcry.front.root_urls")),
    path("", include("outcry.newsroom.library.public_urls")),
    path("calendar/", include("outcry.cases.feed_urls")),
    path("hooks/", include("outcry.giving.hook_urls")),
    path("desk/documents/", include(wagtaildocs_urls)),
    path("desk/", include(wagtailadmin_urls)),
]

if settings.MODE != "production":
    urlpatterns.append(path("demo/", include("outcry.demo.urls")))

urlpatterns += i18n_patterns(
    path("reports/", include("outcry.newsroom.urls")),
    path("", include("outcry.newsroom.subject_urls")),
    path("", include("outcry.front.urls")),
)
