"""Events as they were announced, and which handler has dealt with which."""

from django.db import models

from sizao.kernel.ids import uuid7


class EventRow(models.Model):
    """One fact: what happened, when, where, by whom, under which edition. Written once."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(default=uuid7, unique=True)
    name = models.CharField(max_length=80)
    schema_version = models.PositiveSmallIntegerField(default=1)
    body = models.JSONField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_name = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)
    by_role = models.CharField(max_length=40)
    area = models.BigIntegerField()
    incident_id = models.UUIDField(null=True, db_index=True)
    edition_id = models.CharField(max_length=200, blank=True)
    exercise_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["incident_id", "at", "id"], name="event_timeline")]

    class Sensitivity:
        id = "open"
        event_id = "open"
        name = "open"
        schema_version = "open"
        body = "quasi"
        at = "open"
        recorded_at = "open"
        by_name = "quasi"
        by_user = "quasi"
        by_role = "open"
        area = "open"
        incident_id = "open"
        edition_id = "open"
        exercise_id = "open"


class Handled(models.Model):
    """A handler has dealt with an event; the unique pair makes every handler idempotent."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    handler = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "handler"], name="handled_once")]

    class Sensitivity:
        id = "open"
        event_id = "open"
        handler = "open"
        at = "open"


class Settled(models.Model):
    """How far the event table is done with: nothing up to this event waits for a handler. One row; the sweep moves it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="settled_one_row")]

    class Sensitivity:
        id = "open"
        seq = "open"


class Failure(models.Model):
    """A handler failed on an event; it is tried again, and parked after five tries until someone looks."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField()
    handler = models.CharField(max_length=120)
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "handler"], name="failure_once")]

    class Sensitivity:
        id = "open"
        event_id = "open"
        handler = "open"
        tries = "open"
        at = "open"
        reason = "quasi"
