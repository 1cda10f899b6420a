"""`outcry run`: everything an installation needs, as one supervised group."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from outcry.config import env, preparation
from outcry.config.programs import LOOPBACK, Ports, free_port, hindrance, programs
from outcry.config.supervisor import GaveUp, Supervisor


class PortTaken(Exception):
    """Someone else listens where we would."""


class Command(BaseCommand):
    help = "Run the site, the mail worker, the receiver of replies and the chores until Ctrl-C."

    def handle(self, **options: object) -> None:
        data = Path(settings.DATA)
        try:
            ports = _ports()
            with preparation.hold(data):
                self._prepare(data)
                self._supervise(ports)
        except (PortTaken, preparation.AlreadyRunning, preparation.MadeByAnotherVersion, preparation.WrongKeys, GaveUp) as error:
            sys.exit(f"Outcry can't start: {error}")

    def _say(self, line: str) -> None:
        print(line, flush=True)

    def _prepare(self, data: Path) -> None:
        preparation.bring_schema_up_to_date(say=self._say)
        preparation.try_the_keys(settings.KEYS_FOLDER)
        preparation.load_vocabularies(say=self._say)
        preparation.gather_static_files(data, say=self._say)
        if settings.MODE == "demo":
            preparation.load_sample_material(data, say=self._say)
        connections.close_all()

    def _supervise(self, ports: Ports) -> None:
        Supervisor(
            programs(ports=ports, web_workers=settings.WEB_WORKERS, web_threads=settings.WEB_THREADS, has_broker=bool(settings.BROKER_URL)),
            environment=_environment(ports),
            say=self._say,
            when_ready=f"Outcry is running at {settings.SITE_URL}/ (Ctrl-C stops it)",
        ).run()
        self._say("Stopped.")


def _ports() -> Ports:
    """The web's port as asked; inner ones that are free in a demonstration, as set in production, where a mail server knows them."""
    _must_be_free(settings.PORT, setting="PORT")
    if settings.MODE == "demo":
        receive, standin = (env.integer(name, 0) or free_port() for name in ("OUTCRY_RECEIVE_PORT", "OUTCRY_STANDIN_PORT"))
        return Ports(web=settings.PORT, receive=receive, standin=standin)
    _must_be_free(settings.RECEIVE_PORT, setting="OUTCRY_RECEIVE_PORT")
    if settings.HAS_PUBLIC_ROLE:
        _must_be_free(settings.DESK_PORT, setting="OUTCRY_DESK_PORT")
    return Ports(web=settings.PORT, receive=settings.RECEIVE_PORT, desk=settings.DESK_PORT if settings.HAS_PUBLIC_ROLE else 0)


def _must_be_free(port: int, *, setting: str) -> None:
    if why := hindrance(port):
        raise PortTaken(f"port {port} of {LOOPBACK} {why}; choose another with {setting}=.")


def _environment(ports: Ports) -> dict[str, str]:
    """Ours, with what the children can't know: the folder as an absolute path and the inner ports."""
    environment = os.environ | {
        "DATA": str(settings.DATA),
        "OUTCRY_MODE": settings.MODE,
        "OUTCRY_RECEIVE_PORT": str(ports.receive),
        "PORT": str(ports.web),
        "PYTHONUNBUFFERED": "1",
    }
    if ports.standin:
        environment["OUTCRY_STANDIN_PORT"] = str(ports.standin)
    return environment
