"""What axe says of a page."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, within: str = "html") -> list[str]:
    """Return what axe finds within one part of a page, each with the first places."""
    page.evaluate(AXE)
    # Without `preload` axe asks for the style sheets anew, from wrong addresses.
    options = {
        "runOnly": WCAG,
        # Wagtail shows editors what this rule finds.
        "rules": {"p-as-heading": {"enabled": True}},
        "resultTypes": ["violations"],
        "preload": False,
    }
    found: dict[str, Any] = page.evaluate(
        "([within, options]) => axe.run(within, options)", [within, options]
    )
    return [
        f"{violation['id']} ({violation['help']}): "
        + "; ".join(
            node["html"][:200] + " " + node["failureSummary"] for node in violation["nodes"][:3]
        )
        for violation in found["violations"]
    ]
