"""The door for the web server: granian loads `outcry.config.wsgi:application`."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from outcry.config.wsgi_cache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcry.config.settings")

application = PageCache(get_wsgi_application(), languages=[code for code, _name in settings.LANGUAGES])

# What is loaded by now stays. Left to the collector, its quarter of a million objects are walked again amid some request, for
# 0.1 s and more in which no thread of this process answers anybody. The addresses bring all views with them.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
