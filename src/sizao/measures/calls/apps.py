"""The calls room as a Django app."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls to contacts and what came of them."""

    name = "sizao.measures.calls"
    label = "calls"
