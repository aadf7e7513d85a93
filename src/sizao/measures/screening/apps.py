"""The screening room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class ScreeningConfig(AppConfig):
    """Sampling points, samples, results and rounds."""

    name = "sizao.measures.screening"
    label = "screening"
    entries = (
        ("screening:points", Words("采样点", "Sampling points"), "screening.read", "screening"),
        ("screening:samples", Words("样本与结果", "Samples and results"), "screening.read", "screening"),
    )
