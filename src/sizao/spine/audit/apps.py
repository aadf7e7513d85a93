"""The access log as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The access log."""

    name = "sizao.spine.audit"
    label = "audit"
