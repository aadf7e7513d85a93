"""What can be done in this room: count, run and compare traces, settle leads, approve whom a run found."""

from sizao.trace.tracing.actions.deciding import (
    approve_exposed,
    check_leads,
    log_persons_shown,
    log_source_shown,
    log_visitors_shown,
    reply_lead,
    route_leads,
    take_over_reply,
)
from sizao.trace.tracing.actions.ending import expire, forget_persons
from sizao.trace.tracing.actions.running import (
    compare_trials,
    count_cases,
    count_place,
    count_trace,
    signs,
    start_cases,
    start_place_trace,
    start_trace,
)
from sizao.trace.tracing.actions.signing import ask_signature, decline, sign
from sizao.trace.tracing.actions.visiting import purpose_named, visitors_of

__all__ = [
    "approve_exposed",
    "ask_signature",
    "check_leads",
    "compare_trials",
    "count_cases",
    "count_place",
    "count_trace",
    "decline",
    "expire",
    "forget_persons",
    "log_persons_shown",
    "log_source_shown",
    "log_visitors_shown",
    "purpose_named",
    "reply_lead",
    "route_leads",
    "sign",
    "signs",
    "start_cases",
    "start_place_trace",
    "start_trace",
    "take_over_reply",
    "visitors_of",
]
