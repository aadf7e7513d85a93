"""The cases room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, exposures, contacts and the transmission chain."""

    name = "sizao.trace.cases"
    label = "cases"
