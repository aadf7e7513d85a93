"""The reports room as a Django app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Day's reports and their filing."""

    name = "sizao.oversight.reports"
    label = "reports"
