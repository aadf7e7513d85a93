"""The referrals room as a Django app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Lists of people that arrive, and what became of each."""

    name = "sizao.measures.referrals"
    label = "referrals"
