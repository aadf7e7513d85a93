"""The access log and the heads of its chain."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Access(models.Model):
    """One disclosure or one refused attempt: who, in which role, for what purpose, about whom, which fields."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    user_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=40)
    organisation = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=80)
    purpose = models.CharField(max_length=60, blank=True)
    task_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    persons = ArrayField(models.BigIntegerField(), default=list)
    number_of_persons = models.PositiveIntegerField(default=0)
    fields = models.CharField(max_length=200, blank=True)
    area = models.BigIntegerField(default=0)
    allowed = models.BooleanField(default=True)
    transaction_id = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="access_newest")]

    class Sensitivity:
        id = "open"
        at = "open"
        actor = "quasi"
        user_id = "quasi"
        role = "open"
        organisation = "open"
        action = "open"
        purpose = "open"
        task_id = "open"
        reason = "quasi"
        persons = "quasi"
        number_of_persons = "open"
        fields = "open"
        area = "open"
        allowed = "open"
        transaction_id = "open"


class Head(models.Model):
    """One link of the chain: the root of a run of access rows, bound to the link before it."""

    number = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    row_ids = ArrayField(models.BigIntegerField())
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    head = models.CharField(max_length=64)

    class Sensitivity:
        number = "open"
        at = "open"
        first_id = "open"
        last_id = "open"
        row_ids = "open"
        count = "open"
        root = "open"
        head = "open"


class Check(models.Model):
    """One reading of the chain: whether every link up to ``last`` fits its rows; written once.

    The rows of a chain lie in many areas; who reads the log sees those of their own, and this answer for all of them.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    holds = models.BooleanField()
    last = models.BigIntegerField()
    links = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    broken_at = models.BigIntegerField(null=True)
    head = models.CharField(max_length=64)

    class Sensitivity:
        id = "open"
        at = "open"
        holds = "open"
        last = "open"
        links = "open"
        rows = "open"
        broken_at = "open"
        head = "open"
