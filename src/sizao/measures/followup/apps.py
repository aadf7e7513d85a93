"""The follow-up room as a Django app."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Plans, daily checks, tests and release of contacts."""

    name = "sizao.measures.followup"
    label = "followup"
