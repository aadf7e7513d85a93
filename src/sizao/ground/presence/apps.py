"""Presence as a Django app."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """Visits and their quarantine."""

    name = "sizao.ground.presence"
    label = "presence"
