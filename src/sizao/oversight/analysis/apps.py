"""The analysis room as a Django app."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Analysis of an incident."""

    name = "sizao.oversight.analysis"
    label = "analysis"
