"""What the real platform keeps of drills: that they were, who did what to them, and how they were scored. No people."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.drills.types import DrillFacts, DrillState, Note, NoteKind, PlayedBy, Player, Playing


class Drill(models.Model):
    """One drill as it was started; its id is the exercise id that everything in its own database carries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.BigIntegerField(db_index=True)
    scenario = models.CharField(max_length=80)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240)
    edition_id = models.CharField(max_length=120)
    seed = models.PositiveIntegerField()
    speed = models.FloatField()
    began_drill = models.DateTimeField()
    players = models.JSONField(default=list)
    """Who plays which role: role, played_by, skill, delay_hours, per_hour."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["-made_at", "id"], name="drills_latest")]
        constraints = [models.CheckConstraint(name="drills_speed_positive", condition=Q(speed__gt=0))]

    class Sensitivity:
        id = "open"
        area = "open"
        scenario = "open"
        title_zh = "open"
        title_en = "open"
        edition_id = "open"
        seed = "open"
        speed = "open"
        began_drill = "open"
        players = "open"
        made_at = "open"
        made_by = "quasi"

    def __str__(self) -> str:
        return f"{self.scenario} {self.made_at:%Y-%m-%d}"

    def facts(self, latest: DrillStatus) -> DrillFacts:
        """The row with its present state."""
        return DrillFacts(
            id=self.id, scenario=self.scenario, title=Words(self.title_zh, self.title_en), edition=self.edition_id,
            seed=self.seed, speed=self.speed, area=self.area, began_drill=self.began_drill, made_at=self.made_at,
            made_by=self.made_by, players=tuple(map(player, self.players)), state=DrillState(latest.state),
            state_at=latest.at, note=latest.note,
        )  # fmt: skip


def player(row: dict[str, Any]) -> Player:
    """A player as it was stored."""
    return Player(**{**row, "role": Playing(row["role"]), "played_by": PlayedBy(row["played_by"])})


class DrillStatus(models.Model):
    """A drill entered a state; the latest row is its state."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=12, choices=DrillState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["drill", "-at"], name="drills_status_latest")]
        constraints = [
            models.CheckConstraint(
                name="drills_state_known", condition=Q(state__in=[each.value for each in DrillState])
            )
        ]

    class Sensitivity:
        id = "open"
        drill = "open"
        state = "open"
        at = "open"
        by = "quasi"
        note = "open"

    def __str__(self) -> str:
        return self.state


class DrillNote(models.Model):
    """What the officer did to a running drill, at the drill's time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    drill_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=NoteKind.choices())
    zh = models.CharField(max_length=400)
    en = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.CheckConstraint(name="drills_note_known", condition=Q(kind__in=[each.value for each in NoteKind]))
        ]

    class Sensitivity:
        id = "open"
        drill = "open"
        at = "open"
        drill_at = "open"
        by = "quasi"
        kind = "open"
        zh = "open"
        en = "open"

    def __str__(self) -> str:
        return self.en

    def facts(self) -> Note:
        """The row as pages show it."""
        return Note(
            at=self.at, drill_at=self.drill_at, by=self.by, kind=NoteKind(self.kind), words=Words(self.zh, self.en)
        )


class DrillScore(models.Model):
    """What a drill came to: its score and its log, about numbers of a city that never was."""

    drill = models.OneToOneField(Drill, on_delete=models.PROTECT, primary_key=True, related_name="scored")
    made_at = models.DateTimeField()
    score = models.JSONField()
    log = models.JSONField(default=list)

    class Sensitivity:
        drill = "open"
        made_at = "open"
        score = "open"
        log = "open"

    def __str__(self) -> str:
        return f"score of {self.drill_id}"
