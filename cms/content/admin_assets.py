"""Scripts and styles on every page of the admin."""

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def scripts() -> SafeString:
    """Return the script elements."""
    return format_html_join(
        "\n",
        '<script type="module" src="{}"></script>',
        ((static(f"js/admin/{name}.js"),) for name in ("character_count", "choice_filter")),
    )


def styles() -> SafeString:
    """Return the link elements."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/admin.css"))
