"""The read side: documents, and the API that hands them out."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "cms.delivery"
    label = "delivery"
    verbose_name = "Delivery"
