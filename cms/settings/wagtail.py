"""Wagtail's settings, each with its reason."""

from .environment import SITE_URL

WAGTAIL_SITE_NAME = "Health library"
WAGTAILADMIN_BASE_URL = SITE_URL

# Nothing asks the outside unless an editor does: no version check, no avatars from elsewhere.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Addresses stay readable when they are copied.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# The old paths of moved pages are the read model's: Wagtail makes its redirects after the commit,
# and a crash would lose them.
WAGTAILREDIRECTS_AUTO_CREATE = False

WAGTAILIMAGES_IMAGE_MODEL = "content.Image"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.content.image_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "content.Document"
# By content, not by name. No SVG: it can carry scripts.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# A small file can unpack to gigabytes: an image of more pixels is refused before it is decoded.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
# Documents are always handed out as downloads, so that nothing in them runs on the site.
WAGTAILDOCS_CONTENT_TYPES = {"pdf": "application/pdf"}
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# What an editor can write: a short text, and an article with headings. Citations are a feature of
# `cms.references`.
_SHORT_TEXT = [
    "bold", "italic", "superscript", "subscript", "ol", "ul", "link", "document-link", "citation",
]  # fmt: skip
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    name: {"WIDGET": "cms.references.draftail.RichTextArea", "OPTIONS": {"features": features}}
    for name, features in {
        "default": _SHORT_TEXT,
        "article": ["h2", "h3", "h4", *_SHORT_TEXT],
    }.items()
}

# One hour is long enough to answer the phone, short enough that a forgotten desk is no risk.
WAGTAILADMIN_RECENT_EDITS_LIMIT = 10
# API v2 answers only what is asked for, at most this many at once.
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_BASE_URL = SITE_URL
WAGTAILAPI_SEARCH_ENABLED = True

WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "cms/password_required.html"  # noqa: S105 - a template

# Plain text of a page in more than one language is an issue of its own; the base language is one.
WAGTAIL_I18N_ENABLED = False
TAGGIT_CASE_INSENSITIVE = True
