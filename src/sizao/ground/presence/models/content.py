"""What every row about one visit says: who was where from when to when, by whose word, and whose area the place is."""

from __future__ import annotations

from django.db import models

from sizao.ground.presence.types import VisitSource


class Content(models.Model):
    """The columns that visits, records and replacements share; no table of its own.

    Person and place are numbers without foreign keys: a visitor may belong to another area and be invisible here, and
    whether a number is known must not depend on who asks. The area is that of the place.
    """

    person = models.BigIntegerField()
    place = models.BigIntegerField()
    zone = models.CharField(max_length=40, blank=True)
    start = models.DateTimeField()
    until = models.DateTimeField()
    source = models.CharField(max_length=16, choices=VisitSource.choices())
    area = models.BigIntegerField()

    class Meta:
        abstract = True

    class Sensitivity:
        person = "quasi"
        place = "quasi"
        zone = "quasi"
        start = "quasi"
        until = "quasi"
        source = "open"
        area = "open"

    def __str__(self) -> str:
        return f"{self.place} {self.start} to {self.until}"
