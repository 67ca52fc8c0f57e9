"""The guide's calls work as they are written, and answer what it says.

Its TypeScript is compiled and run by `tests/client`.
"""

import json
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.test import Client

from articles.models import TopicPage

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"
HOST = "http://localhost:8000"
#: Calls in a shell, each with the answer that follows it, where one does.
SHELL = re.compile(r"^```sh\n(.*?)^```\n(?:\n```json\n(.*?)^```)?", re.MULTILINE | re.DOTALL)
STATUSES = {"trials/?phase=phase1": 400, "{etag}": 304}


class Call(NamedTuple):
    """One `curl` of the guide, with what it says is answered."""

    words: str
    answer: str

    @property
    def status(self) -> int:
        """What it is answered by."""
        return next((code for part, code in STATUSES.items() if part in self.words), 200)


def calls() -> list[Call]:
    found = []
    for shell, answer in SHELL.findall(GUIDE.read_text()):
        lines = [line for line in shell.splitlines() if line.startswith("curl ")]
        # An answer is of the last call above it.
        found += [Call(line, answer if line == lines[-1] else "") for line in lines]
    return found


def ask(client: Client, words: str) -> Any:
    """Do what curl would do."""
    headers, address = {}, ""
    rest = iter(shlex.split(words)[1:])
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word != "-i":
            address = word
    assert address.startswith(HOST)
    return client.get(address.removeprefix(HOST), headers=headers)


def differences(shown: Any, real: Any, place: str = "") -> list[str]:
    """Return where an answer is not what the guide shows of it; "…" stands for anything."""
    if isinstance(shown, str) and "…" in shown:
        pattern = ".*".join(re.escape(part) for part in shown.split("…"))
        return [] if re.fullmatch(pattern, str(real), re.DOTALL) else [f"{place}: {real}"]
    if isinstance(shown, dict) and isinstance(real, dict):
        missing = [f"{place}.{key} is missing" for key in shown if key not in {"…", *real}]
        pairs = [(shown[key], real[key], f"{place}.{key}") for key in shown if key in real]
        return missing + [found for pair in pairs for found in differences(*pair)]
    if isinstance(shown, list) and isinstance(real, list):
        if "…" not in shown and len(shown) > len(real):
            return [f"{place}: {real}"]
        members = zip(shown, real, strict=False)
        return [found for pair in members for found in differences(*pair, f"{place}[]")]
    return [] if shown == real else [f"{place}: {real}"]


@pytest.mark.parametrize("call", calls(), ids=lambda call: call.words)
def test_calls_of_the_guide(client: Client, starter: None, call: Call) -> None:
    words = call.words
    if "{id}" in words:
        cancer = TopicPage.objects.get(slug="cancer")
        words = words.replace("{id}", str(cancer.translation_key))
    if "{etag}" in words:
        etag = ask(client, re.sub("-H '.*?'", "", words))["ETag"]
        words = words.replace('"{etag}"', etag)
    response = ask(client, words)
    assert response.status_code == call.status, response.content
    if call.answer:
        assert differences(json.loads(call.answer), response.json()) == []


def test_calls_and_answers_are_found() -> None:
    assert len(calls()) > 12
    assert len([call for call in calls() if call.answer]) > 3


def test_the_comparison_sees_what_differs() -> None:
    real = {"a": "PHASE1", "b": [{"c": 1}, {"c": 2}], "d": None}
    assert differences({"a": "PH…", "b": [{"c": 1}, "…"]}, real) == []
    assert differences({"a": "PHASE2", "b": [{"c": 2}], "e": 1}, real) == [
        ".e is missing", ".a: PHASE1", ".b[].c: 1",
    ]  # fmt: skip


def test_every_json_in_the_guide_is_json() -> None:
    for text in re.findall(r"^```json\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL):
        json.loads(text)
