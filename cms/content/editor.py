"""What rich text may hold, in the editor and in API v3."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from wagtail.admin.rich_text.converters.editor_html import WhitelistRule
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.whitelist import allow_without_attributes

#: Features that Wagtail's editor has and its API would take out, with their elements.
UNKNOWN_TO_THE_API = {"superscript": "sup", "subscript": "sub"}


def keep_in_api(features: FeatureRegistry) -> None:
    """Let texts that API v3 writes hold raised and lowered letters, as those of the editor do."""
    for feature, element in UNKNOWN_TO_THE_API.items():
        rule = WhitelistRule(element, allow_without_attributes)
        features.register_converter_rule("editorhtml", feature, [rule])


def limit_default_features(features: FeatureRegistry) -> None:
    """Let a text without a list of its own hold what an article may: API v3 goes by this list."""
    editors: Mapping[str, Any] = settings.WAGTAILADMIN_RICH_TEXT_EDITORS
    features.default_features[:] = editors["article"]["OPTIONS"]["features"]
