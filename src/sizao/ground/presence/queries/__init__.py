"""Reading presence: questions over tail and lake, visits of persons and at places, and this room's own lists."""

from sizao.ground.presence.queries.acts import act, acts, counted, doomed, held_by, holds, keeping_terms, waiting
from sizao.ground.presence.queries.asking import answer, candidates, persons_at, visits_at, visits_of
from sizao.ground.presence.queries.crowds import crowds, place_days
from sizao.ground.presence.queries.gone import erased_persons, gone
from sizao.ground.presence.queries.keeping import (
    batch,
    batch_rows,
    batches_named,
    destructions,
    quarantined_by_reason,
    retention_policy,
    sources_by_day,
)
from sizao.ground.presence.queries.lake import lake_faults, root, standing
from sizao.ground.presence.queries.scenes import came_in, looked_at, on_now, open_scene, scene, shelf, who_looked
from sizao.ground.presence.queries.seals import generations, segments, tail_days, unfinished
from sizao.ground.presence.queries.tail import by_source, quarantined, quarantined_rows, visit_rows
from sizao.ground.presence.queries.warming import is_warm, warm_up

__all__ = [
    "act", "acts", "answer", "batch", "batch_rows", "batches_named", "by_source", "came_in", "candidates", "counted", "crowds", "destructions", "doomed", "erased_persons", "generations", "gone", "held_by", "holds", "is_warm", "keeping_terms", "lake_faults", "looked_at", "on_now", "open_scene", "persons_at", "place_days",
    "quarantined", "quarantined_by_reason", "quarantined_rows", "retention_policy", "root", "scene", "segments", "shelf", "sources_by_day", "standing", "tail_days", "unfinished", "visit_rows", "visits_at", "visits_of", "waiting", "warm_up", "who_looked",
]  # fmt: skip
