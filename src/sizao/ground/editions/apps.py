"""The room of protocol editions as a Django app; its data are files, so it has no tables."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Editions, overlays, their differences."""

    name = "sizao.ground.editions"
    label = "editions"
