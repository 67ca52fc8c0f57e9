from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "cms.references"
    label = "references"
    verbose_name = "References"

    def ready(self) -> None:
        from cms.content import rich_text, vocabularies
        from cms.references import choices, citations, jobs, markdown, registration

        vocabularies.register(
            "reference_status", choices.ReferenceStatus, choices.MEANINGS["reference_status"]
        )
        vocabularies.register("csl_type", choices.CslType)
        vocabularies.register("certainty", choices.Certainty, choices.MEANINGS["certainty"])
        rich_text.register_link_type(citations.CitationLinkType())
        markdown.keep_citations()
        registration.register()
        jobs.register()
