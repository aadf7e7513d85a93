"""Whom traces could put on lists to be asked, and what came of asking them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from sizao.trace.tracing.models import Exposed, Lead, LeadCheck, LeadReply, TraceRun
from sizao.trace.tracing.types import Candidate, ExposedFacts, LeadOutcome, RunFacts


def _asked() -> Any:
    """Leads with what their newest reply says as ``said``."""
    newest = LeadReply.objects.filter(lead=OuterRef("pk")).order_by("-id")
    return Lead.objects.annotate(said=Subquery(newest.values("outcome")[:1]))


def _called() -> dict[tuple[UUID, int], str]:
    """What the newest call on somebody of an incident found, whichever trace of it the call was made from."""
    rows = LeadCheck.objects.order_by("id").values_list("exposed__run__incident", "exposed__person", "outcome")
    return {(incident, person): outcome for incident, person, outcome in rows}


def candidates(since: datetime) -> list[Candidate]:
    """Whom the traces since a moment could have put on a list, each person once a place, with what came of asking."""
    rows = _asked().values_list("incident", "person", "place", "said")
    said, called = {(incident, person, place): outcome for incident, person, place, outcome in rows}, _called()
    exposed = Exposed.objects.filter(is_lead=True, run__at__gte=since).exclude(contact_class="").select_related("run")
    found: dict[tuple[UUID, int, int], Candidate] = {}
    runs: dict[object, RunFacts] = {}
    for row in exposed.order_by("run__at", "person"):
        key = (row.run.incident_id, row.person, row.places[0])
        outcome = said.get(key) or called.get(key[:2])
        if row.run_id not in runs:
            runs[row.run_id] = row.run.facts()
        found[key] = candidate(row.facts(), runs[row.run_id], LeadOutcome(outcome) if outcome else None)
    return list(found.values())


def newest_run_at() -> datetime | None:
    """When the newest trace in scope was run."""
    return TraceRun.objects.order_by("-at").values_list("at", flat=True).first()


def candidate(each: ExposedFacts, of: RunFacts, outcome: LeadOutcome | None = None) -> Candidate:
    """An exposed person as somebody who may be put on a list."""
    return Candidate(
        exposed_id=each.id, run_id=of.id, run_at=of.at, incident_id=of.incident_id, area=of.area, person_id=each.person_id,
        place_id=each.places[0], minutes=each.minutes, grade=each.grade, last=each.last, outcome=outcome,
    )  # fmt: skip


def asked_in_runs(run_ids: Iterable[object]) -> dict[object, list[str]]:
    """What came of asking the people that some runs put on their lists, by run; of whom nothing is known yet is left out."""
    found: dict[object, list[str]] = defaultdict(list)
    called = _called()
    rows = _asked().filter(run__in=list(run_ids)).values_list("run", "incident", "person", "said")
    for run_id, incident, person, said in rows:
        outcome = said or called.get((incident, person))
        if outcome:
            found[run_id].append(outcome)
    return dict(found)
