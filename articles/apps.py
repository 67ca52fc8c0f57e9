from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import choices, registration
        from cms.content import vocabularies

        vocabularies.register("approval", choices.Approval)
        registration.register()
