"""The registry as a Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Areas, households, organisations, places, persons."""

    name = "sizao.ground.registry"
    label = "registry"
