"""The files of the project that these tests read."""

from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
#: The folders of the project's own Python code.
PACKAGES = ("articles", "cms", "home", "trials")
TEMPLATES = ROOT / "templates"
CSS = ROOT / "cms" / "static" / "css"


def shown(path: Path) -> str:
    """Return a file's name as it is said in a message."""
    return path.relative_to(ROOT).as_posix()


def modules(*packages: str) -> list[Path]:
    """Return the Python files of `packages` (default: all of the project's code)."""
    return sorted(path for name in packages or PACKAGES for path in (ROOT / name).rglob("*.py"))


def templates(folder: str = "") -> list[Path]:
    """Return the templates below one folder of `templates/`."""
    return sorted((TEMPLATES / folder).rglob("*.html"))
