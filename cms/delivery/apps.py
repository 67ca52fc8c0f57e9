"""The read side: documents, and the API that hands them out."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DeliveryConfig(AppConfig):
    name = "cms.delivery"
    label = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        from cms.delivery.triggers import installing

        pre_migrate.connect(installing.before_migrating, dispatch_uid="delivery.triggers")
        post_migrate.connect(installing.after_migrating, dispatch_uid="delivery.triggers")
