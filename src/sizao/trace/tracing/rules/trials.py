"""The same question under other terms: what another edition or threshold would ask, and whom it would touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sizao.trace.tracing.types import Finding, Trial, TrialChange
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import LEADS, EvidenceGrade

MINUTE = 60


def under(question: TraceQuery, trial: Trial) -> TraceQuery:
    """A question with the thresholds of a trial in the place of the edition's own."""
    changed = question
    if trial.min_minutes is not None:
        changed = replace(changed, min_overlap_s=max(1, trial.min_minutes * MINUTE))
    if trial.linger_minutes is not None:
        changed = replace(changed, linger_s=trial.linger_minutes * MINUTE)
    if trial.without_leads:
        changed = replace(changed, grades=tuple(each for each in EvidenceGrade if each not in LEADS))
    return changed


def differences(before: Mapping[int, Finding], after: Mapping[int, Finding]) -> TrialChange:
    """How many persons enter, leave, and change their finding from one answer to another."""
    both = before.keys() & after.keys()
    return TrialChange(
        entering=len(after.keys() - both),
        leaving=len(before.keys() - both),
        changed=sum(before[person] is not after[person] for person in both),
        same=sum(before[person] is after[person] for person in both),
    )
