"""Settings under which a site writes its log as Django would, secrets and all: the leak that the canary has to see."""

from outcry.config import settings as ours
from outcry.config.settings import *  # noqa: F403  the same in everything else

LOGGING = ours.LOGGING | {"formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}}}
