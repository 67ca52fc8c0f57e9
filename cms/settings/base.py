"""What is true wherever the library runs."""

from pathlib import Path

import dj_email_url

from . import environment
from .database import *  # noqa: F403
from .delivery import *  # noqa: F403
from .logging import *  # noqa: F403
from .lookup import *  # noqa: F403
from .lookup import LOOKUP_CACHE
from .security import *  # noqa: F403
from .tasks import *  # noqa: F403
from .wagtail import *  # noqa: F403

# What the environment says; `environment` has the reason of each.
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
BASE_DIR = environment.BASE_DIR
CONTACT_EMAIL = environment.CONTACT_EMAIL
DATA_DIR = environment.DATA_DIR
SECRET_KEY = environment.SECRET_KEY
SITE_ENVIRONMENT = environment.SITE_ENVIRONMENT
SITE_URL = environment.SITE_URL
TIME_ZONE = environment.TIME_ZONE

DEBUG = False

INSTALLED_APPS = [
    "home",
    "articles",
    "trials",
    "cms.editorial",
    "cms.references",
    "cms.content",
    "cms.delivery",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.redirects",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "ninja",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.content.middleware.ContentSecurityPolicy",
    "cms.content.middleware.SiteCaching",
    "cms.content.middleware.MovedPages",
    "cms.content.middleware.NoNulInQueries",
    "cms.content.middleware.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.content.middleware.PublicRedirects",
    "cms.editorial.publishing.RefusedPublication",
]

ROOT_URLCONF = "cms.urls"
# What the content API delivers; also the worker needs it, to write what lists are made from.
CONTENT_API_RESOURCES = "cms.api.RESOURCES"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.content.context_processors.site",
            ],
        },
    },
]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "cms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

# A long article with many blocks is one form of many fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Without a mail server, mail is kept as files in the data folder, so that nothing is lost unseen.
if environment.EMAIL_URL:
    vars().update(dj_email_url.parse(environment.EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = CONTACT_EMAIL or "library@localhost"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "lookup": LOOKUP_CACHE,
}

SILENCED_SYSTEM_CHECKS: list[str] = []
