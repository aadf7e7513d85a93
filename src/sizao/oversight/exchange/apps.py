"""The exchange room as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Exports for other systems."""

    name = "sizao.oversight.exchange"
    label = "exchange"
