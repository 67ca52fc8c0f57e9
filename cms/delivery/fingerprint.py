"""The fingerprint: what, besides content, decides how an answer looks."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

#: The folders of the project whose files take part in an answer, and which files in them.
SOURCES = (
    ("articles", "*.py"),
    ("cms", "*.py"),
    ("home", "*.py"),
    ("trials", "*.py"),
    ("templates", "*.*"),
)


def fingerprint() -> str:
    """Return a name that is another one after an update or another setting."""
    parts = (
        release(settings.BASE_DIR),
        settings.SITE_URL,
        settings.MEDIA_URL,
        settings.SITE_ENVIRONMENT,
        settings.LANGUAGE_CODE,
        settings.TIME_ZONE,
    )
    return _digest(parts)


@cache
def _digest(parts: tuple[str, ...]) -> str:
    # No part holds a line break, so no two lists of parts are written alike.
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def release(project: Path) -> str:
    """Return a hash of the code, templates and packages below `project`, read once a process.

    Of what is in the files, not of when they were written, so that two machines agree.
    """
    digest = hashlib.sha256((project / "requirements.txt").read_bytes())
    for folder, pattern in SOURCES:
        for path in sorted((project / folder).rglob(pattern)):
            if path.is_file():
                digest.update(f"\n{path.relative_to(project).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
