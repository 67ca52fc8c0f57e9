"""The test run: private, fast, and never on the network. On SQLite, always."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .database import database

_folder = Path(tempfile.mkdtemp(prefix="library-test-"))

SECRET_KEY = "only-for-tests"  # noqa: S105 - guards nothing
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
SITE_URL = "http://localhost:8000"
MEDIA_ROOT = _folder / "media"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The cheapest hash there is: tests log in often and keep no secret.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A task runs where it is enqueued: there is no worker.
TASKS = {
    name: {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    for name in ("default", "background")
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DATABASES = {"default": database(f"sqlite:///{_folder / 'library.sqlite3'}")}
# Nobody listens there: a test that looks something up brings its own server.
CROSSREF_URL = DATACITE_URL = NCBI_URL = NCBI_ID_CONVERTER_URL = EUROPEPMC_URL = (
    "http://127.0.0.1:9"
)
