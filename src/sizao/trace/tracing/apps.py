"""Tracing as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class TracingConfig(AppConfig):
    """Trace runs and what they found."""

    name = "sizao.trace.tracing"
    label = "tracing"
    entries = (
        ("tracing:runs", Words("时空追踪", "Trace-back"), "tracing.read", "tracing"),
        ("tracing:asked", Words("线索核实", "Leads to ask"), "leads.answer", "search"),
    )
