"""How long a headquarters lets anything wait, when it has set its own time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.command.types import Wait


class AttentionLimit(models.Model):
    """A headquarters' own limit for one kind of waiting, on a numbered paper; the last row counts, the plan's before it."""

    id = models.BigAutoField(primary_key=True)
    headquarters = models.ForeignKey("command.Headquarters", on_delete=models.PROTECT, related_name="limits")
    wait = models.CharField(max_length=24, choices=Wait.choices())
    minutes = models.PositiveIntegerField()
    number = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["headquarters", "wait", "-id"], name="command_limit_latest")]
        constraints = [
            models.CheckConstraint(name="command_limit_known", condition=Q(wait__in=[each.value for each in Wait])),
            models.CheckConstraint(name="command_limit_positive", condition=Q(minutes__gt=0)),
            models.CheckConstraint(name="command_limit_on_paper", condition=~Q(number="")),
        ]

    class Sensitivity:
        id = "open"
        headquarters = "open"
        wait = "open"
        minutes = "open"
        number = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.wait}: {self.minutes} min"
