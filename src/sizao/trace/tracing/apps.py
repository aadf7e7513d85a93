"""Tracing as a Django app."""

from django.apps import AppConfig


class TracingConfig(AppConfig):
    """Trace runs and what they found."""

    name = "sizao.trace.tracing"
    label = "tracing"
