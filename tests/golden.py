"""Golden files: what the API answers, kept as it was reviewed.

`pytest --update` writes them anew; the difference is read in review.
"""

import json
import re
from pathlib import Path
from typing import Any

#: What stands for every moment: the starter content is loaded when the test runs.
MOMENT = "2026-11-20T09:30:00Z"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
#: The random part of a file's address, and cursors and tokens, which hold moments and numbers.
PATTERNS = (
    (re.compile(r"(/media/images/)[0-9a-f]{24}"), r"\g<1>000000000000000000000000"),
    (re.compile(r"(\?cursor=|&cursor=|\?token=)[^&]+"), r"\g<1>opaque"),
)
#: How large a file gets, and its tiny picture, is up to the encoder of the machine.
ENCODED = {"bytes": 10_000, "placeholder": "data:image/png;base64,AA=="}


def stable(value: Any) -> Any:
    """Return an answer without what differs from one loading of the same content to the next."""
    if isinstance(value, list):
        return [stable(member) for member in value]
    if isinstance(value, dict):
        return {key: _stable_member(key, member) for key, member in value.items()}
    if isinstance(value, str):
        value = INSTANT.sub(MOMENT, value)
        for pattern, replacement in PATTERNS:
            value = pattern.sub(replacement, value)
    return value


def _stable_member(key: str, value: Any) -> Any:
    # The number of a change counts what each database takes for one.
    if key == "version" and isinstance(value, int):
        return 1
    if key in ENCODED and value:
        return ENCODED[key]
    return stable(value)


def written(value: Any) -> str:
    """Return an answer as a golden file holds it."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def compare(path: Path, value: Any, *, update: bool) -> None:
    """Raise unless `path` holds `value`; or make it so.

    Args:
        path: the golden file.
        value: what it should hold.
        update: whether to write it instead.
    """
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(value))
    assert path.exists(), f"{path} is missing: run pytest with --update."
    assert json.loads(path.read_text()) == value, f"{path} differs: run pytest with --update."
