"""The words of drills: what a scenario says, who plays, what hits the players, and how a run is scored."""

from sizao.oversight.drills.types.running import (
    DrillFacts,
    DrillState,
    Message,
    MessageKind,
    NewDrill,
    Note,
    NoteKind,
    Receipt,
    Served,
)
from sizao.oversight.drills.types.scenarios import (
    Box,
    Inject,
    InjectKind,
    PlayedBy,
    Player,
    Playing,
    Resources,
    Routine,
    Scenario,
    SeedCase,
    SeedWho,
    Strategy,
)
from sizao.oversight.drills.types.scores import (
    Comparison,
    Course,
    LogEntry,
    LogKind,
    Measure,
    Milestone,
    Paired,
    Refusal,
    Run,
    Score,
)

__all__ = [
    "Box", "Comparison", "Course", "DrillFacts", "DrillState", "Inject", "InjectKind", "LogEntry", "LogKind", "Measure", "Message", "MessageKind", "Milestone", "NewDrill", "Note", "NoteKind", "Paired", "PlayedBy",
    "Player", "Playing", "Receipt", "Refusal", "Resources", "Routine", "Run", "Scenario", "Score", "SeedCase", "SeedWho", "Served", "Strategy",
]  # fmt: skip
