"""The door for the web server: granian loads `outcry.config.wsgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from outcry.config.wsgi_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

application = PageCache(get_wsgi_application(), languages=[code for code, _name in settings.LANGUAGES])
