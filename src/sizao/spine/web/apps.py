"""The pages kit as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages kit."""

    name = "sizao.spine.web"
    label = "web"
