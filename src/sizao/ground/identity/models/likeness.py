"""Numbers that may be one person, what was decided about them, and the links that let one stand for the other."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.ground.identity.types import Likeness, MergeFacts, PairFacts, PairState
from sizao.kernel.ids import uuid7


class Seek(models.Model):
    """A person whose record is new or changed and has not been compared with the others yet."""

    id = models.BigAutoField(primary_key=True)
    person = models.BigIntegerField()

    class Sensitivity:
        id = "open"
        person = "quasi"


class Pair(models.Model):
    """Two numbers that look like one person. What was decided stands in its own rows; the state only serves the queue."""

    id = models.BigAutoField(primary_key=True)
    one = models.BigIntegerField()
    other = models.BigIntegerField(db_index=True)
    area_one = models.BigIntegerField()
    area_other = models.BigIntegerField()
    score = models.SmallIntegerField()
    reasons = models.CharField(max_length=240, blank=True)
    state = models.CharField(max_length=10, choices=PairState.choices(), default=PairState.OPEN)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="identity_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="identity_pair_ordered"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in PairState]), name="identity_pair_state_known"
            ),
        ]
        # The queue's order and nothing else: with an index on the area the planner, which cannot know how much a context
        # covers, would sort all pairs of a county for its first fifty.
        indexes = [models.Index(fields=["state", "score", "id"], name="identity_pair_queue")]

    class Sensitivity:
        id = "open"
        one = "quasi"
        other = "quasi"
        area_one = "quasi"
        area_other = "quasi"
        score = "quasi"
        reasons = "quasi"
        state = "open"
        found_at = "open"

    def facts(self) -> PairFacts:
        """The pair as plain facts."""
        reasons = tuple(Likeness(each) for each in self.reasons.split(",") if each)
        return PairFacts(
            self.pk, self.one, self.other, self.score, reasons, PairState(self.state), self.found_at
        )  # fmt: skip


class Apart(models.Model):
    """Somebody compared a pair and found two persons; it is not proposed again."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="verdicts")
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Sensitivity:
        id = "open"
        pair = "open"
        reason = "quasi"
        at = "open"
        by = "quasi"


class Merge(models.Model):
    """One number stands for another. A link beside everything else: undone, nothing differs from before."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    survivor = models.BigIntegerField(db_index=True)
    merged = models.BigIntegerField()
    pair = models.ForeignKey(Pair, null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(is_current=True), name="identity_merge_current_once"
            ),
            models.CheckConstraint(condition=~Q(survivor=F("merged")), name="identity_merge_of_two"),
        ]

    class Sensitivity:
        id = "open"
        survivor = "quasi"
        merged = "quasi"
        pair = "open"
        reason = "quasi"
        at = "open"
        by = "quasi"
        is_current = "open"

    def facts(self) -> MergeFacts:
        """The link as plain facts, with how it ended."""
        parted: Parting | None = getattr(self, "parting", None)
        ended = (parted.at, parted.by, parted.reason) if parted else (None, "", "")
        return MergeFacts(
            self.id, self.survivor, self.merged, self.at, self.by, self.reason, self.is_current, *ended
        )  # fmt: skip


class Parting(models.Model):
    """A merge was undone: when, by whom, why."""

    merge = models.OneToOneField(Merge, primary_key=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Sensitivity:
        merge = "open"
        reason = "quasi"
        at = "open"
        by = "quasi"
