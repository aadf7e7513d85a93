"""Intake as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Outside files, their mappings and receipts."""

    name = "sizao.ground.intake"
    label = "intake"
