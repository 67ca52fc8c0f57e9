"""Delivery: how published content leaves the library. Apps register their models here."""
