"""When something may be traced, what the edition makes of each exposed person, and the drawings of who was where."""

from sizao.trace.tracing.rules.days import DayLine, DayLines, Stop, stops_of, time_lines
from sizao.trace.tracing.rules.judging import (
    CERTAINTY,
    NEAR_SITUATIONS,
    count,
    judge,
    judge_at_place,
    judge_second,
    judged,
    may_approve,
    may_check,
    may_propose,
    may_trace,
    may_trace_place,
    onward,
    own_visits,
    question,
    question_of_place,
    situation_named,
)
from sizao.trace.tracing.rules.nearness import Seating, Seatings, ZoneRule, seatings
from sizao.trace.tracing.rules.seating import Plan, There, draw_plan, minutes_together
from sizao.trace.tracing.rules.strips import Strip, draw_strips
from sizao.trace.tracing.rules.trials import differences, under

__all__ = [
    "CERTAINTY",
    "NEAR_SITUATIONS",
    "DayLine",
    "DayLines",
    "Plan",
    "Seating",
    "Seatings",
    "Stop",
    "Strip",
    "There",
    "ZoneRule",
    "count",
    "differences",
    "draw_plan",
    "draw_strips",
    "judge",
    "judge_at_place",
    "judge_second",
    "judged",
    "may_approve",
    "may_check",
    "may_propose",
    "may_trace",
    "may_trace_place",
    "minutes_together",
    "onward",
    "own_visits",
    "question",
    "question_of_place",
    "seatings",
    "situation_named",
    "stops_of",
    "time_lines",
    "under",
]
