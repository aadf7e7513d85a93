"""The screening room as a Django app."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Sampling points, samples, results and rounds."""

    name = "sizao.measures.screening"
    label = "screening"
