"""Admin forms of content."""

from typing import Any

from wagtail.admin.forms.pages import WagtailAdminPageForm

from cms.content.slugs import validate_slug_is_free


class ContentPageForm(WagtailAdminPageForm):
    """The page editor's form: a draft may be incomplete, what is published may not."""

    def clean(self) -> dict[str, Any]:
        """Check the address of a page that has no place in the tree yet."""
        cleaned: dict[str, Any] = super().clean()
        if self.instance.depth is None and self.parent_page is not None and cleaned.get("slug"):
            validate_slug_is_free(cleaned["slug"], depth=self.parent_page.depth + 1)
        return cleaned

    def is_valid(self) -> bool:
        """Return whether the form can be saved; publish rules count only when publishing.

        They run after the child formsets, because some are about what those hold.
        """
        valid: bool = super().is_valid()
        if valid and not self.is_deferred_validation:
            # Puts the formsets' objects on the page, in memory, so that the rules see them.
            page = self.save(commit=False)
            for name, messages in page.publish_errors().items():
                for message in messages:
                    self.add_error(name if name in self.fields else None, message)
            valid = not self.errors
        return valid
