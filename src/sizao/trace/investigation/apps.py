"""The investigation room as a Django app."""

from django.apps import AppConfig


class InvestigationConfig(AppConfig):
    """Investigations of cases, their drafts, versions, review and leads."""

    name = "sizao.trace.investigation"
    label = "investigation"
