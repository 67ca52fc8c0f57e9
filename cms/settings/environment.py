"""The one place that reads the environment.

Everything that an operator may set is a module constant here, read once, with its default and its
reason. A wrong value ends the start with one line that names the variable.
"""

import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
import dj_email_url
from environs import Env, EnvError, ValidationError

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def _stop(message: str) -> None:
    """End the program with one line instead of a stack trace."""
    sys.exit(f"Configuration: {message}")


def _secret_key(data_dir: Path) -> str:
    """Return the key kept in the data folder, making it on the first start."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _check_port(value: int) -> None:
    if not 0 < value < 65536:
        raise ValidationError("a port is a number from 1 to 65535")


def _check_switch(value: str) -> None:
    if value not in {"on", "off"}:
        raise ValidationError("choose on or off")


def _check_site_environment(value: str) -> None:
    if value not in {"development", "staging", "production"}:
        raise ValidationError("choose development, staging or production")


def _check_site_url(value: str) -> None:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValidationError(f"write an address such as https://library.example.org, not {value}")


def _check_service_url(value: str) -> None:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username:
        raise ValidationError("write an address such as https://api.example.org/v1")


def _check_database_url(value: str) -> None:
    if not value:
        return
    try:
        dj_database_url.parse(value)
    except (ValueError, KeyError) as error:
        # Not the address itself: it may hold a password.
        raise ValidationError("write an address such as postgres://user@host/name") from error


def _check_email_url(value: str) -> None:
    if value and urlsplit(value).scheme not in dj_email_url.SCHEMES:
        raise ValidationError("write an address such as smtp://user@host:587/?tls=True")


def _check_time_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise ValidationError(f"{value} is no time zone; write one such as Europe/Paris") from error


try:
    # The one folder to back up: database, media, secret key, mail written to files.
    DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).expanduser().resolve()
    PORT = env.int("PORT", 8000, validate=_check_port)
    # Outside production nothing is indexed by search engines.
    SITE_ENVIRONMENT = env.str("SITE_ENVIRONMENT", "development", validate=_check_site_environment)
    # The public address; everything absolute is made from it.
    SITE_URL = env.str("SITE_URL", f"http://localhost:{PORT}", validate=_check_site_url).rstrip("/")
    DATABASE_URL = env.str("DATABASE_URL", "", validate=_check_database_url)
    EMAIL_URL = env.str("EMAIL_URL", "", validate=_check_email_url)
    # Off only to compare, or while looking for a mistake.
    RESPONSE_CACHE = env.str("RESPONSE_CACHE", "on", validate=_check_switch) == "on"
    TIME_ZONE = env.str("TIME_ZONE", "UTC", validate=_check_time_zone)
    # Also tells the services below whom to write to, as they ask of programs.
    CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
    # Where publications are looked up. An operator's word is trusted: it may be a private mirror.
    CROSSREF_URL = env.str(
        "CROSSREF_URL", "https://api.crossref.org/v1", validate=_check_service_url
    )
    # The DOI resolver: it sends requests for metadata on to DataCite and other agencies.
    DATACITE_URL = env.str("DATACITE_URL", "https://doi.org", validate=_check_service_url)
    NCBI_URL = env.str(
        "NCBI_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils", validate=_check_service_url
    )
    # On a host of its own.
    NCBI_ID_CONVERTER_URL = env.str(
        "NCBI_ID_CONVERTER_URL",
        "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles",
        validate=_check_service_url,
    )
    EUROPEPMC_URL = env.str(
        "EUROPEPMC_URL",
        "https://www.ebi.ac.uk/europepmc/webservices/rest",
        validate=_check_service_url,
    )
    SECRET_KEY = env.str("SECRET_KEY", "") or _secret_key(DATA_DIR)
    ALLOWED_HOSTS = env.list(
        "ALLOWED_HOSTS", ["localhost", "127.0.0.1", urlsplit(SITE_URL).hostname or "localhost"]
    )
except (EnvError, OSError) as error:
    _stop(str(error))
