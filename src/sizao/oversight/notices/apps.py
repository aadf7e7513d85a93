"""The notices room as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Numbered public notices."""

    name = "sizao.oversight.notices"
    label = "notices"
