"""The zones room as a Django app."""

from django.apps import AppConfig


class ZonesConfig(AppConfig):
    """Zones: proposals, declarations, lifting."""

    name = "sizao.measures.zones"
    label = "zones"
