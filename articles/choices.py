"""Enumerations of articles."""

from django.db import models


class Approval(models.TextChoices):
    NO = "no", "No"
    SOME_COUNTRIES = "some_countries", "In some countries"
    YES = "yes", "Yes"


class EntryOrder(models.TextChoices):
    NEWEST = "newest", "Newest first within each theme"
    BY_HAND = "by_hand", "In the order given here"
