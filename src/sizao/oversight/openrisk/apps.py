"""The open-risk room as a Django app; it keeps nothing of its own."""

from django.apps import AppConfig


class OpenRiskConfig(AppConfig):
    """Counter and lists of what is still open in an incident."""

    name = "sizao.oversight.openrisk"
    label = "openrisk"
