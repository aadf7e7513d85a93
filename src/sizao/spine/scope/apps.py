"""The scope room as a Django app."""

from django.apps import AppConfig


class ScopeConfig(AppConfig):
    """Row-level security: contexts and policies."""

    name = "sizao.spine.scope"
    label = "scope"
