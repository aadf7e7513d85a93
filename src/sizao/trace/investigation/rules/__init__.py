"""What was typed and what it means, the windows the edition draws, who may type and who may review, and the drawing."""

from sizao.trace.investigation.rules.answers import (
    contradictions,
    differences,
    is_typed,
    read,
    read_rows,
    tidy,
    tidy_rows,
    typed_value,
)
from sizao.trace.investigation.rules.mapping import MapDrawing, draw_map
from sizao.trace.investigation.rules.moments import LOCAL, follow, read_date, read_moment, typed
from sizao.trace.investigation.rules.pasting import read_pasted
from sizao.trace.investigation.rules.review import (
    REASON_LETTERS,
    is_held_by,
    is_own,
    may_approve,
    may_ask,
    may_release,
    may_reopen,
    may_return,
    may_review,
    may_submit,
    may_take,
    may_type,
    open_points,
)
from sizao.trace.investigation.rules.timeline import Timeline, lay_out
from sizao.trace.investigation.rules.windows import source_window

__all__ = [
    "LOCAL",
    "REASON_LETTERS",
    "MapDrawing",
    "Timeline",
    "contradictions",
    "differences",
    "draw_map",
    "follow",
    "is_held_by",
    "is_own",
    "is_typed",
    "lay_out",
    "may_approve",
    "may_ask",
    "may_release",
    "may_reopen",
    "may_return",
    "may_review",
    "may_submit",
    "may_take",
    "may_type",
    "open_points",
    "read",
    "read_date",
    "read_moment",
    "read_pasted",
    "read_rows",
    "source_window",
    "tidy",
    "tidy_rows",
    "typed",
    "typed_value",
]
