"""The outbox as a Django app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Events and their delivery."""

    name = "sizao.spine.outbox"
    label = "outbox"


def load_flow() -> None:
    """Import the flow's step files so that their subscriptions are known in every process."""
    from importlib import import_module
    from pkgutil import iter_modules

    package = import_module("sizao.flow")
    for module in iter_modules(package.__path__):
        import_module(f"sizao.flow.{module.name}")
