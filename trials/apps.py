from typing import Any

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "trials"
    verbose_name = "Trials"

    def ready(self) -> None:
        from cms.content import vocabularies
        from trials import choices, registration

        vocabulary: dict[str, Any] = {
            "allocation": choices.Allocation,
            "enrollment_type": choices.EnrollmentType,
            "intervention_model": choices.InterventionModel,
            "intervention_type": choices.InterventionType,
            "masking": choices.Masking,
            "open_to_patients": choices.OpenToPatients,
            "overall_status": choices.OverallStatus,
            "phase": choices.Phase,
            "primary_purpose": choices.PrimaryPurpose,
            "product_source": choices.ProductSource,
            "publication_role": choices.PublicationRole,
            "registry": choices.Registry,
            "sex": choices.Sex,
            "study_type": choices.StudyType,
        }
        for name, words in vocabulary.items():
            vocabularies.register(
                name, words, choices.MEANINGS.get(name), field=choices.FIELDS.get(name)
            )
        registration.register()
