"""The product's settings, down to what one plain view needs: same database build, same pragmas, two middlewares."""

from outcry.config.settings import *  # noqa: F403  the same ground, on purpose
from outcry.config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.plain"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.plain.views"
