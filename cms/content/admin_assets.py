"""Scripts and styles on every page of the admin."""

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SCRIPTS = ("js/admin/character_count.js", "js/admin/choice_filter.js")


def scripts() -> SafeString:
    """Return the script elements."""
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((static(path),) for path in SCRIPTS),
    )


def styles() -> SafeString:
    """Return the link elements."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/admin.css"))
