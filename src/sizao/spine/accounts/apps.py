"""The accounts room as a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, grants and API clients."""

    name = "sizao.spine.accounts"
    label = "accounts"
