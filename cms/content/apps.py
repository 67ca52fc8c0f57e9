from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "cms.content"
    label = "content"
    verbose_name = "Content"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from cms.content import (
            choices,
            countries,
            jobs,
            links,
            registration,
            rich_text,
            vocabularies,
        )
        from cms.content.models.withdrawal import end_withdrawal

        vocabularies.register("audience", choices.Audience)
        vocabularies.register("review_state", choices.ReviewState, choices.MEANINGS["review_state"])
        vocabularies.register("callout_kind", choices.CalloutKind)
        vocabularies.register("image_alignment", choices.ImageAlignment)
        vocabularies.register("citation_style", choices.CitationStyle)
        vocabularies.register("country", countries.Country, field="countries")
        for link_type in links.LINK_TYPES:
            rich_text.register_link_type(link_type)
        registration.register()
        jobs.register()
        page_published.connect(end_withdrawal)
