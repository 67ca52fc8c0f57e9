"""How the library hands out what is published."""

from typing import Any

from . import environment

_MEGABYTE = 1024 * 1024

#: Each server process keeps so much; see `cms.delivery.response_cache`.
RESPONSE_CACHE: dict[str, Any] = {
    "ON": environment.RESPONSE_CACHE,
    "PORT": environment.PORT,
    # Apart, so that made-up queries and addresses push out no page.
    "BYTES": {"pages": 64 * _MEGABYTE, "queries": 32 * _MEGABYTE, "others": 4 * _MEGABYTE},
    "LARGEST": 2 * _MEGABYTE,
    # Never anonymous, or files, which may be asked for in parts; besides static files and media.
    "PASSED_BY": ["/admin/", "/api/v3/", "/documents/"],
    # Besides those of the session and of forms: Django's messages, and whatever Wagtail's own
    # screens set.
    "COOKIES": ["messages", "wagtail"],
}
