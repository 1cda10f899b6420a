"""Every setting, read from the environment. Each line says what it is for and its unit; docs/reference/settings.md lists them."""

import secrets
import sys
import zoneinfo
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from outcry.config import data_folder, database_url, env
from outcry.lib.keys import write_secret
from outcry.lib.sqlite import Connection, durable_pragmas

# Wagtail's images take OpenCV in wherever it is installed, 44 MB in every process. Only the finder of faces needs it, which reads no settings.
sys.modules.setdefault("cv2", None)  # type: ignore[arg-type]

ROOT = Path(__file__).resolve().parents[2]

# What this installation is: production, demo (sample material and a stand-in mail server), test (the suite).
MODE = env.one_of("OUTCRY_MODE", ("production", "demo", "test"), "production")
# Folder of all state: database, keys, uploads.
DATA = env.folder("DATA", ROOT / "var")
data_folder.prepare(DATA, mode=MODE)
# Folder of the key files that open sealed fields. Keep its backup apart from the database's.
KEYS_FOLDER = env.folder("OUTCRY_KEYS", DATA / "keys")

PORT = env.integer("PORT", 8000, least=1)
# Where the desk listens when PUBLIC_DATABASE_URL gives the public site a process of its own; then PORT answers visitors alone.
DESK_PORT = env.integer("OUTCRY_DESK_PORT", PORT + 1, least=1)
# What this process answers: everything, or the public pages alone. `outcry run` sets it for the processes it starts.
SERVES = env.one_of("OUTCRY_SERVES", ("everything", "public"), "everything")
# Processes and threads of the web server; each thread keeps a connection to the database.
WEB_WORKERS = env.integer("OUTCRY_WEB_WORKERS", 2, least=1)
WEB_THREADS = env.integer("OUTCRY_WEB_THREADS", 4, least=1)
# Where visitors find the site; links in mails begin with it. No slash at the end.
SITE_URL = env.site("OUTCRY_SITE_URL", f"http://localhost:{PORT}")
_HTTPS = SITE_URL.startswith("https://")
_HOST = SITE_URL.split("://", 1)[-1].split(":")[0].split("/")[0]

DEBUG = False
ALLOWED_HOSTS = env.hosts("OUTCRY_HOSTS", f"{_HOST},localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _HTTPS else []
# Signs sessions and form tokens. Made at first start; never used to seal data.
_SECRET_FILE = DATA / "secret-key"
SECRET_KEY = env.secret("OUTCRY_SECRET_KEY")
if not SECRET_KEY:
    if not _SECRET_FILE.exists():
        write_secret(_SECRET_FILE, secrets.token_urlsafe(50))
    SECRET_KEY = _SECRET_FILE.read_text().strip()
# How many proxies stand in front and write X-Forwarded-For; 0 means that nobody's word is taken for a client's address.
TRUSTED_PROXIES = env.integer("OUTCRY_TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "outcry.config",
    "outcry.front",
    "outcry.newsletters",
    "outcry.newsroom.moving_in",
    "outcry.newsroom",
    "outcry.groups",
    "outcry.statistics",
    "outcry.protests",
    "outcry.gatherings",
    "outcry.appeals",
    "outcry.giving",
    "outcry.supporters",
    "outcry.cases",
    "outcry.authorities",
    "outcry.delivery",
    "outcry.vocabularies",
    "outcry.evidence",
    "outcry.intake",
    "outcry.audit",
    "outcry.accounts",
    "outcry.design",
    "wagtail.contrib.simple_translation",
    "outcry.accounts.users_app.UsersConfig",
    "wagtail.sites",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

if MODE != "production":
    INSTALLED_APPS.insert(1, "outcry.demo")

MIDDLEWARE = [
    *(["outcry.config.middleware.DeskIsElsewhere"] if SERVES == "public" else []),
    "django.middleware.security.SecurityMiddleware",
    "outcry.config.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "outcry.accounts.middleware.Readers",
    "outcry.accounts.middleware.WagtailScreens",
    "outcry.config.middleware.BeforeThereIsAnOrganisation",
    "outcry.newsroom.moving_in.leading_on.OldAddresses",
]

ROOT_URLCONF = "outcry.config.urls"
WSGI_APPLICATION = "outcry.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "outcry.front.frame.frame",
            ]
        },
    }
]

# SQLite in the data folder, or what DATABASE_URL names. The process of the public site knows its own role's address alone.
_PUBLIC_DATABASE_URL = env.secret("PUBLIC_DATABASE_URL")
HAS_PUBLIC_ROLE = bool(_PUBLIC_DATABASE_URL)
_DATABASE_URL = _PUBLIC_DATABASE_URL if SERVES == "public" else env.secret("DATABASE_URL")
if SERVES == "public" and not _DATABASE_URL:
    raise ImproperlyConfigured("OUTCRY_SERVES is 'public'; PUBLIC_DATABASE_URL has to name the database as its own role opens it.")
if _DATABASE_URL:
    DATABASES: dict[str, Any] = {"default": database_url.parse(_DATABASE_URL, name="PUBLIC_DATABASE_URL" if SERVES == "public" else "DATABASE_URL")}
    # Wagtail's search keeps its index in column types of PostgreSQL's own; without this app the system checks refuse to start.
    INSTALLED_APPS.append("django.contrib.postgres")
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "outcry.sqlite3",
            # A file, as in life: tests in several threads meet the locks of a real database.
            "TEST": {"NAME": DATA / "test.sqlite3"},
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 10,  # seconds a writer waits for another
                "transaction_mode": "IMMEDIATE",
                "init_command": durable_pragmas(),
                "factory": Connection,
            },
        }
    }
# RabbitMQ, where workers on many hosts share the work; the bell that wakes them hangs in the outbox.
BROKER_URL = env.secret("BROKER_URL")
if BROKER_URL and not _DATABASE_URL:
    raise ImproperlyConfigured("BROKER_URL is set; workers on many hosts need PostgreSQL, so DATABASE_URL has to name one.")
MAIL_BELL = "outcry.config.broker.ringing.ring" if BROKER_URL else ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if MODE == "test":
    # A slow hash is the point of a password hash, and nobody's point in a test.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "wagtailadmin_login"
# Where a partner comes once she has signed in: the desk's own first page is for those who work here.
FIRST_PAGE_FOR_PARTNERS = "cases_desk:shared"

LANGUAGE_CODE = "en"
# Names of languages are written in the language itself: whoever looks for hers must be able to read it.
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша"), ("ar", "العربية")]
LOCALE_PATHS = [ROOT / "outcry" / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
# What people may choose for themselves on the desk. Debian lists names beside those of places, at which a browser's script fails.
WAGTAIL_USER_TIME_ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if MODE == "test" else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Mail. Each purpose has a mailer of its own; a mailer's options name its server.
_SMTP: dict[str, Any] = {
    "host": env.text("OUTCRY_SMTP_HOST", "127.0.0.1"),
    "port": env.integer("OUTCRY_SMTP_PORT", env.integer("OUTCRY_STANDIN_PORT", 25)),
    "timeout": env.integer("OUTCRY_SMTP_TIMEOUT", 30, least=1),  # seconds
}
if env.text("OUTCRY_SMTP_USER"):
    _SMTP |= {"username": env.text("OUTCRY_SMTP_USER"), "password": env.secret("OUTCRY_SMTP_PASSWORD"), "use_tls": True}
# How mail leaves: to the one server named above, straight to each addressee's own server, or as files into a folder.
_WAY = env.one_of("OUTCRY_MAIL_WAY", ("server", "direct", "folder"), "server")
# Seconds that one letter may take in all, however slowly the other side speaks; a worker waits that long for the answer to its end.
_LETTER_SECONDS = env.integer("OUTCRY_LETTER_SECONDS", 300, least=1)


def _mailer(name: str) -> dict[str, Any]:
    match _WAY:
        case "direct":
            options = {"timeout": _SMTP["timeout"], "letter_seconds": _LETTER_SECONDS, "dns_servers": env.words("OUTCRY_DNS_SERVERS")}
            return {"BACKEND": "outcry.delivery.direct.EmailBackend", "OPTIONS": options}
        case "folder":
            return {
                "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "OPTIONS": {"file_path": str(env.folder("OUTCRY_MAIL_FOLDER", DATA / "mail") / name)},
            }
    ours = {} if name == "default" else {"letter_seconds": _LETTER_SECONDS, "asks_for_success": name == "protest"}
    return {"BACKEND": "outcry.delivery.signing.smtp.EmailBackend", "OPTIONS": _SMTP | ours}


MAILERS: dict[str, Any] = {name: _mailer(name) for name in ("default", "protest", "letter_to_supporter", "newsletter")}
# Where the demonstration's stand-in mail server listens on the loopback; 0 means that there is none.
STANDIN_PORT = env.integer("OUTCRY_STANDIN_PORT", 0)
# Sender of what the site itself writes to staff, such as a renewed password.
DEFAULT_FROM_EMAIL = env.text("OUTCRY_FROM", f"desk@{_HOST}")
# Who is written to when the mail stands still; nobody named: everybody on the desk's staff who has an address.
ALARMS_TO = env.words("OUTCRY_ALARMS_TO")
# Who answers 2xx when a letter is handed over: "addressee" (the addressee's own server) or "relay" (ours). Decides between accepted and handed off.
NEXT_HOP = env.one_of("OUTCRY_NEXT_HOP", ("addressee", "relay"), "addressee" if MODE == "demo" or _WAY == "direct" else "relay")
# Where our relay writes down what became of a letter, as Postfix does: looked at by the chores. Blank: nobody looks.
RELAY_LOG = env.text("OUTCRY_RELAY_LOG")
# Minutes after which a letter of which that log has no trace is not there.
RELAY_SILENCE_MINUTES = env.integer("OUTCRY_RELAY_SILENCE_MINUTES", 30, least=1)
# Further servers of ours through which mail leaves, by name or address: what they answer is no answer of an addressee.
RELAYS = env.words("OUTCRY_RELAYS")
# Where replies come in: SMTP or LMTP on the loopback, behind the mail server of the organisation's domain.
RECEIVE_PORT = env.integer("OUTCRY_RECEIVE_PORT", 8025)
# A mailbox that is looked into for them, where a provider keeps the organisation's mail; none without a host.
IMAP_HOST = env.text("OUTCRY_IMAP_HOST", "")
IMAP_PORT = env.integer("OUTCRY_IMAP_PORT", 993)
# "tls" from the first byte, "starttls", or "none" on this machine.
IMAP_TLS = env.one_of("OUTCRY_IMAP_TLS", ("tls", "starttls", "none"), "tls")
IMAP_USER = env.text("OUTCRY_IMAP_USER", "")
IMAP_PASSWORD = env.secret("OUTCRY_IMAP_PASSWORD") if IMAP_HOST else ""
IMAP_FOLDER = env.text("OUTCRY_IMAP_FOLDER", "INBOX")
# Where mails lie once they were taken; blank: they are deleted there.
IMAP_KEPT_FOLDER = env.text("OUTCRY_IMAP_KEPT_FOLDER", "")
IMAP_EVERY = env.integer("OUTCRY_IMAP_EVERY", 60, least=5)  # seconds
# Letters an hour and a day to one office, until the desk sets another pace for it.
LETTERS_AN_HOUR = env.integer("OUTCRY_LETTERS_AN_HOUR", 60, least=1)
LETTERS_A_DAY = env.integer("OUTCRY_LETTERS_A_DAY", 400, least=1)
# When offices are written to, by their own clocks, until the desk sets other hours: "9-18", or "always".
OFFICE_HOURS = env.hours("OUTCRY_OFFICE_HOURS", "9-18" if MODE == "production" else "always")
# Letters under way to one receiving server at once, over all workers.
SERVER_CONNECTIONS = env.integer("OUTCRY_SERVER_CONNECTIONS", 2, least=1)
# Letters in the first hour to a receiving server that does not know us; doubles after each good hour. 0: no slow start.
SERVER_AN_HOUR_AT_FIRST = env.integer("OUTCRY_SERVER_AN_HOUR_AT_FIRST", 100 if MODE == "production" else 0, least=0)
# Letters on the first, second ... day of a new sending domain: "50,100,200,400". Empty: new domains are not warmed up.
WARM_UP = env.integers("OUTCRY_WARM_UP")
# After so many letters within 24 hours of which a server says that it blocks us, nothing more leaves for it until a person looks.
BLOCKED_LETTERS = env.integer("OUTCRY_BLOCKED_LETTERS", 3, least=1)
# Letters that one `outcry deliver` hands over at the same time.
MAIL_WORKERS = env.integer("OUTCRY_MAIL_WORKERS", 4, least=1)
# Seconds for which a mail worker holds a message without a sign of life; what a dead one held is taken up after that.
LEASE_SECONDS = env.integer("OUTCRY_LEASE_SECONDS", 20 if MODE == "demo" else 120, least=1)
# Divides every wait before a message is tried again, so that a demonstration shows in seconds what takes minutes.
MAIL_HASTE = env.integer("OUTCRY_MAIL_HASTE", 20 if MODE == "demo" else 1, least=1)

# Originals and working copies of evidence, sealed.
EVIDENCE_FOLDER = DATA / "evidence"
# The largest file that is taken as evidence.
EVIDENCE_BYTES = env.integer("OUTCRY_EVIDENCE_MB", 500, least=1) * 1_000_000
# Pictures of reports: the largest file that is taken; it is held in memory until it was painted anew.
PICTURE_BYTES = env.integer("OUTCRY_PICTURE_MB", 25, least=1) * 1_000_000
# Documents of reports: the largest file that is taken, held in memory likewise.
DOCUMENT_BYTES = env.integer("OUTCRY_DOCUMENT_MB", 10, least=1) * 1_000_000
# Tables that are imported at the desk: the largest file, and how many columns a page asks about. The commands know no such limit.
IMPORT_MB = env.integer("OUTCRY_IMPORT_MB", 25, least=1)
IMPORT_COLUMNS = env.integer("OUTCRY_IMPORT_COLUMNS", 120, least=1)
# That page has five fields for each of them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000 + 5 * IMPORT_COLUMNS
# Who says that a file existed at a moment (RFC 3161), and the PEM file of the root that its signatures must lead to.
TIMESTAMP_URL = env.text("OUTCRY_TIMESTAMP_URL")
TIMESTAMP_ROOT = env.file("OUTCRY_TIMESTAMP_ROOT")
# SOCKS proxy through which web sources are captured, such as Tor's socks5h://127.0.0.1:9050.
CAPTURE_PROXY = env.text("OUTCRY_CAPTURE_PROXY")
# A capture never asks a machine of the inner network. The suite alone lets it ask this machine's loopback.
CAPTURE_ALLOWS_LOOPBACK = False
# "Write to us safely": sealed files, and how much is taken. Sizes in megabytes; one file, files of one message, all files that are kept.
INTAKE_FOLDER = DATA / "intake"
INTAKE_FILE_MB = env.integer("OUTCRY_INTAKE_FILE_MB", 25, least=1)
INTAKE_FILES = env.integer("OUTCRY_INTAKE_FILES", 5, least=1)
INTAKE_KEPT_MB = env.integer("OUTCRY_INTAKE_KEPT_MB", 5000, least=1)
# Messages an hour, and codes typed a minute, of all visitors together: nothing tells one from another.
INTAKE_AN_HOUR = env.integer("OUTCRY_INTAKE_AN_HOUR", 120, least=1)
INTAKE_TRIES_A_MINUTE = env.integer("OUTCRY_INTAKE_TRIES_A_MINUTE", 120, least=1)
# Days until a conversation is erased: that nobody opened, that stays quiet, that was closed.
INTAKE_UNOPENED_DAYS = env.integer("OUTCRY_INTAKE_UNOPENED_DAYS", 90, least=1)
INTAKE_QUIET_DAYS = env.integer("OUTCRY_INTAKE_QUIET_DAYS", 180, least=1)
INTAKE_CLOSED_DAYS = env.integer("OUTCRY_INTAKE_CLOSED_DAYS", 30, least=1)
# Comments of readers: what a report has that says nothing of its own; days after which a report takes no more, 0 for never.
COMMENTS = env.one_of("OUTCRY_COMMENTS", ("moderated", "open", "closed"), "moderated")
COMMENTS_DAYS = env.integer("OUTCRY_COMMENTS_DAYS", 0)
# Whether the form asks for a website, too: it draws those who advertise.
COMMENTS_WEBSITE = env.boolean("OUTCRY_COMMENTS_WEBSITE", default=False)
# How many are taken in an hour: from everybody together, from one network.
COMMENTS_AN_HOUR = env.integer("OUTCRY_COMMENTS_AN_HOUR", 240, least=1)
COMMENTS_OF_A_NETWORK = env.integer("OUTCRY_COMMENTS_OF_A_NETWORK", 12, least=1)
# Days until this is erased: the address of who wants to hear of answers, what was refused or removed, what nobody decided on.
COMMENTS_ADDRESS_DAYS = env.integer("OUTCRY_COMMENTS_ADDRESS_DAYS", 90, least=1)
COMMENTS_REFUSED_DAYS = env.integer("OUTCRY_COMMENTS_REFUSED_DAYS", 30, least=1)
COMMENTS_HELD_DAYS = env.integer("OUTCRY_COMMENTS_HELD_DAYS", 90, least=1)
# How many may say in an hour that they come to a gathering: everybody together, and from one network.
GATHERINGS_AN_HOUR = env.integer("OUTCRY_GATHERINGS_AN_HOUR", 600, least=1)
GATHERINGS_OF_A_NETWORK = env.integer("OUTCRY_GATHERINGS_OF_A_NETWORK", 30, least=1)
# When after a gathering the addresses of those who came are erased, and a place that only they were told, in days.
GATHERINGS_ADDRESS_DAYS = env.integer("OUTCRY_GATHERINGS_ADDRESS_DAYS", 7, least=1)
# Payment services tell of gifts at /hooks/. The signing secret of Stripe's endpoint; while it is replaced the old one too, parted by a comma.
STRIPE_SIGNING_SECRETS = env.secret("OUTCRY_STRIPE_SIGNING_SECRET").replace(",", " ").split()
# The id of our webhook at PayPal, the PEM file of its certificates that sign events, and that of the root they lead to.
PAYPAL_WEBHOOK_ID = env.secret("OUTCRY_PAYPAL_WEBHOOK_ID")
PAYPAL_CERTIFICATES = env.file("OUTCRY_PAYPAL_CERTIFICATES")
PAYPAL_ROOT = env.file("OUTCRY_PAYPAL_ROOT")
# Holds, in the browser alone, one half of what opens the intake desk after its passphrase was given; the other half is in the session.
INTAKE_COOKIE_NAME = "__Secure-outcry-intake" if _HTTPS else "outcry-intake"

SESSION_COOKIE_NAME = "__Host-outcry-desk" if _HTTPS else "outcry-desk"
CSRF_COOKIE_NAME = "__Host-outcry-csrf" if _HTTPS else "outcry-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds
SECURE_SSL_REDIRECT = _HTTPS
# For how long a browser that was here once comes by https alone (HSTS). Seconds; 0 takes it back.
SECURE_HSTS_SECONDS = env.integer("OUTCRY_HSTS_SECONDS", 31_536_000) if _HTTPS else 0
# What HSTS covers: "host" is the site's own name; "subdomains" every name below it, "preload" also browsers that were never here.
HSTS_COVERS = env.one_of("OUTCRY_HSTS_COVERS", ("host", "subdomains", "preload"), "host")
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS and HSTS_COVERS != "host"
SECURE_HSTS_PRELOAD = _HTTPS and HSTS_COVERS == "preload"
# Django's list asks for both. They bind names that are not ours, such as an intranet without TLS below the same domain, and a
# listed domain leaves browsers' lists after months: that is for the owner of the domain to decide, not for a default.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"] if _HTTPS and HSTS_COVERS == "host" else ["security.W021"] if HSTS_COVERS == "subdomains" else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"

PUBLIC_POLICY: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# Wagtail's admin needs inline code; it gets a policy of its own so that the public one need not bend.
DESK_POLICY: dict[str, Any] = {
    "default-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.SELF],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
}

WAGTAIL_SITE_NAME = "Outcry"
# The way into the desk, with a limit on tries.
WAGTAILADMIN_USER_LOGIN_FORM = "outcry.accounts.desk_forms.SignInForm"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Nothing asks another host: no update check, no avatars from elsewhere.
WAGTAIL_ENABLE_UPDATE_CHECK = False
# A report is published by whoever may; Wagtail's rounds of moderation are not used, and their screens are gone.
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    # Django logs the paths of failed requests, and the path of a mailed link is its secret.
    "formatters": {"line": {"()": "outcry.config.log_lines.DiscreetFormatter", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "outcry": {"level": env.text("OUTCRY_LOG_LEVEL", "INFO")},
        # Without the handlers that Django gives them: everything goes by the one above, and no error report goes out by mail.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # It warns at each start that a task with an hour of its own would block; ours have none.
        "kombu.transport.native_delayed_delivery": {"level": "ERROR"},
    },
}

# Under which licence what the public database hands out may be used; said on its pages and in every file.
DATA_LICENCE = env.text("OUTCRY_DATA_LICENCE", "CC BY 4.0")
# Fewer people than this who are not named are told by no number of the public database.
SMALLEST_NUMBER = env.integer("OUTCRY_SMALLEST_NUMBER", 5, least=3)

# Marks a page that speaks of made-up supporters; shown above every page of a demonstration.
DEMO_NOTICE = _("Demonstration. Counts and supporters are generated; what is said of real people comes from one published report.") if MODE == "demo" else ""
