"""The access room as a Django app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Sign-in, accounts and the access log."""

    name = "sizao.oversight.access"
    label = "access"
