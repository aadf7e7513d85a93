"""The cohorts room as a Django app."""

from django.apps import AppConfig

from sizao.kernel.words import Words


class CohortsConfig(AppConfig):
    """Rules on who was where and when, and the people they match."""

    name = "sizao.measures.cohorts"
    label = "cohorts"
    entries = (
        ("cohorts:cohorts", Words("旅居史人员", "Cohorts"), "cohorts.read", "contacts"),
        ("cohorts:register", Words("登记旅居史", "Register a stay elsewhere"), "cohorts.register", "plus"),
    )
