"""What an app of ordinary tools makes of the API: the guide's own code, strictly typed, run.

Types come from the committed description by openapi-typescript; the guide's TypeScript is compiled
as it is written, and asks a library with the starter content.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from lxml import html
from pytest_django.live_server_helper import LiveServer

from articles.models import TopicPage
from cms.editorial.actions import WithdrawPageAction
from tests.api_client import ApiClient
from trials.models import TrialPage

HERE = Path(__file__).parent
GUIDE = settings.BASE_DIR / "docs" / "api.md"
DESCRIPTION = settings.BASE_DIR / "docs" / "reference" / "openapi.json"
#: A piece of the guide's code, with the name of its file in its first line.
CODE = re.compile(r"^```tsx?\n// (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What the guide asks, and what a test asks in its place.
GUIDES_HOST = "http://localhost:8000"
SECONDS = 240
#: Elements that editors write and those that Portable Text renderers write for them.
SAME = {"b": "strong", "i": "em"}


def run(*words: str | Path, cwd: Path) -> None:
    """Run a program, which must end well."""
    done = subprocess.run(
        words, cwd=cwd, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.fixture(scope="module")
def packages() -> Path:
    """Return the folder of npm packages. Without it these tests fail, never pass by."""
    found = HERE / "node_modules"
    if shutil.which("node") is None or not found.is_dir():
        pytest.fail(
            "There is no Node, or its packages are not installed: `make test` does both, "
            "`scripts/need node npm && scripts/node-packages` too.",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="module")
def sources(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the guide's code, ours, and the types that are written for both."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "node_modules").symlink_to(packages)
    shutil.copy(HERE / "tsconfig.json", folder)
    for path in (HERE / "src").iterdir():
        shutil.copy(path, folder)
    for name, code in CODE.findall(GUIDE.read_text()):
        (folder / name).write_text(code)
    run(packages / ".bin" / "openapi-typescript", DESCRIPTION, "--output", "content-api.d.ts",
        cwd=folder)  # fmt: skip
    return folder


def compiled(sources: Path) -> None:
    run(sources / "node_modules" / ".bin" / "tsc", "--project", sources, cwd=sources)


def test_all_code_of_the_guide_has_the_name_of_a_file() -> None:
    fences = re.findall(r"^```tsx?$", GUIDE.read_text(), re.MULTILINE)
    names = [name for name, _ in CODE.findall(GUIDE.read_text())]
    assert len(names) == len(fences) == len(set(names)) > 4


def test_the_compiler_refuses_what_the_api_has_not(sources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wrong"
    shutil.copytree(sources, folder, symlinks=True)
    (folder / "wrong.ts").write_text(
        'import { api } from "./client";\n'
        'api.GET("/trials/", { params: { query: { phase: ["phase1"] } } });\n'
        'api.GET("/trials/", { params: { query: { fields: ["titel"] } } });\n'
        'api.GET("/trails/");\n'
    )
    with pytest.raises(AssertionError) as refused:
        compiled(folder)
    lines = re.findall(r"wrong\.ts\((\d+)", str(refused.value))
    assert sorted(set(lines)) == ["2", "3", "4"]


@pytest.fixture
def asked(
    starter: None, api: ApiClient, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Return what the guide's code is asked for, of a library in which something has changed."""
    monkeypatch.setattr(settings, "SITE_URL", live_server.url)
    topic = TopicPage.objects.get(slug="cancer")
    gone = TrialPage.objects.order_by("title")[0]
    gone_from = api.json(f"trials/{gone.translation_key}/")["path"]
    WithdrawPageAction(gone, reason="The numbers were wrong.").execute()
    parent = TopicPage.objects.get(slug="exosome-therapy")
    parent.slug = "exosomes"
    parent.save_revision().publish()
    return {
        "topic": str(topic.translation_key),
        "moved": "/exosome-therapy/cancer/",
        "gone": gone_from,
    }


def structure(markup: str) -> list[Any]:
    """Return text and elements of HTML, in order, without what has no meaning."""
    found: list[Any] = []
    for element in html.fragment_fromstring(markup, create_parent="div").iter():
        tag = SAME.get(element.tag, element.tag)
        found.append((tag, " ".join(element.text_content().split())))
    return found


def rich_texts(value: Any, place: str) -> Any:
    """Yield every rich text of an answer, with the path of keys that leads to it."""
    if isinstance(value, dict) and "format" in value:
        yield place, value
    elif isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from rich_texts(inner, f"{place}.{key}")


def test_the_guides_code_works(
    sources: Path, asked: dict[str, str], api: ApiClient, live_server: LiveServer
) -> None:
    for path in sources.glob("*.ts*"):
        path.write_text(path.read_text().replace(GUIDES_HOST, live_server.url))
    compiled(sources)
    run("node", sources / "out" / "run.js", json.dumps(asked), sources / "done.json", cwd=sources)
    done = json.loads((sources / "done.json").read_text())

    # Every rich text of every page, rendered from Portable Text, is what the HTML is.
    expected = {}
    for identifier in api.ids("pages/", "?limit=100"):
        for place, text in rich_texts(api.json(f"pages/{identifier}/"), identifier):
            expected[place] = structure(text["html"])
    assert len(expected) > 100
    assert {place: structure(markup) for place, markup in done["rendered"].items()} == expected

    topic = api.json(f"topics/{asked['topic']}/")
    assert done["topic"].startswith(f"<article><h1>{topic['title']}</h1>")
    assert len(done["words"]) == len(topic["body"])
    early = api.json("trials/", "?topic=cancer&phase=PHASE1&phase=PHASE2&limit=100")
    assert done["trials"] == [trial["title"] for trial in early["items"]]
    assert {"PHASE1", "PHASE2"} <= set(done["phases"])
    assert done["cachedIsTheSame"]
    assert done["isAtRest"]
    assert asked["topic"] in done["copied"]
    assert done["moved"]["isMoved"]
    assert done["moved"]["path"] == topic["path"] != asked["moved"]
    assert done["gone"]["gone"]["reason"] == "withdrawn"
    assert done["gone"]["gone"]["note"] == "The numbers were wrong."
    assert done["nothing"] == "nothing"
