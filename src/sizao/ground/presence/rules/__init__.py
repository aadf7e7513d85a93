"""What makes a reported visit believable, the shapes in which sources report it, and how long it is kept."""

from sizao.ground.presence.rules.acting import (
    is_as_proposed,
    keeping_terms,
    may_act_in,
    may_decide,
    may_end,
    may_propose,
    may_switch_on,
    today_of,
)
from sizao.ground.presence.rules.believing import (
    CLOCK_TOLERANCE,
    EARLIEST,
    LONGEST,
    content_id,
    flaw,
    moment,
    visit_id,
    visit_of,
)
from sizao.ground.presence.rules.records import Held, Numbered, Reading, read_records, record_key
from sizao.ground.presence.rules.retention import Policy, Term, policy
from sizao.ground.presence.rules.scenes import may_take, read_scene, turned_away, with_source
from sizao.ground.presence.rules.screening import Screened, screen, visit_ids
from sizao.ground.presence.rules.shapes import SHAPES, ColumnAbsent, canonical

__all__ = [
    "CLOCK_TOLERANCE", "EARLIEST", "LONGEST", "SHAPES", "ColumnAbsent", "Held", "Numbered", "Policy", "Reading", "Screened", "Term", "canonical", "content_id", "flaw", "is_as_proposed",
    "keeping_terms", "may_act_in", "may_decide", "may_end", "may_propose", "may_switch_on", "may_take", "moment", "policy", "read_records", "read_scene", "record_key", "screen", "today_of",
    "turned_away", "visit_id", "visit_ids", "visit_of", "with_source",
]  # fmt: skip
