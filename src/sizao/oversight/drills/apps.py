"""The drills room as a Django app."""

from django.apps import AppConfig


class DrillsConfig(AppConfig):
    """Scenarios, players, scores."""

    name = "sizao.oversight.drills"
    label = "drills"
    surroundings = "sizao.oversight.drills.pages.surroundings"
