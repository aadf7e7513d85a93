"""The returns room as a Django app."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Daily and zero returns of reporting units."""

    name = "sizao.oversight.returns"
    label = "returns"
