"""Reading a standing plan's file, and choosing the version in force. Unknown keys and missing clauses are faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sizao.ground.command.errors import PlanFaulty
from sizao.ground.command.types.incidents import GroupKind, TaskKind
from sizao.ground.command.types.plans import Limit, Plan, PlannedForce, PlannedTask, Wait
from sizao.kernel.decisions import Clause
from sizao.kernel.editions.citations import Citation
from sizao.kernel.words import Words

KEYS = {"id", "title", "issuer", "effective_from", "replaces", "sources", "clauses", "limits", "forces", "tasks"}
TASK_KEYS = {"group", "kind", "title", "clause", "due_hours"}
FORCE_KEYS = {"kind", "name", "mission", "clause"}


def read_plan(raw: Mapping[str, Any]) -> Plan:
    """The plan of a parsed file.

    Raises:
        PlanFaulty: naming what is missing, unknown or without a clause.
    """
    _known(raw, KEYS, "plan")
    try:
        clauses = {key: _clause(raw["id"], each, raw["sources"]) for key, each in raw["clauses"].items()}
        return Plan(
            id=raw["id"], title=Words(**raw["title"]), issuer=Words(**raw["issuer"]),
            effective_from=raw["effective_from"], replaces=raw["replaces"],
            limits=tuple(_limit(wait, raw["limits"][wait.value], clauses) for wait in Wait),
            forces=tuple(_force(each, clauses) for each in raw["forces"]),
            tasks=tuple(_task(each, clauses) for each in raw["tasks"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise PlanFaulty(file=raw.get("id", "?"), reason=str(error)) from error


def _known(given: Mapping[str, Any], allowed: set[str], place: str) -> None:
    unknown = sorted(given.keys() - allowed)
    if unknown:
        raise PlanFaulty(file=place, reason=", ".join(unknown))


def _clause(plan_id: str, given: Mapping[str, str], sources: Mapping[str, Mapping[str, str]]) -> Clause:
    words, source = Words(given["zh"], given["en"]), Words(**sources[given["source"]])
    return Citation.of(plan_id, words, source, given["confidence"])


def _limit(wait: Wait, given: Mapping[str, Any], clauses: Mapping[str, Clause]) -> Limit:
    return Limit(wait, timedelta(minutes=given["value"]), Words(given["zh"], given["en"]), clauses[given["clause"]])


def _force(given: Mapping[str, Any], clauses: Mapping[str, Clause]) -> PlannedForce:
    _known(given, FORCE_KEYS, "forces")
    return PlannedForce(GroupKind(given["kind"]), Words(**given["name"]), given["mission"], clauses[given["clause"]])


def _task(given: Mapping[str, Any], clauses: Mapping[str, Clause]) -> PlannedTask:
    _known(given, TASK_KEYS, "tasks")
    hours = given.get("due_hours")
    return PlannedTask(
        GroupKind(given["group"]), TaskKind(given["kind"]), Words(**given["title"]), clauses[given["clause"]], hours
    )


def in_force(plans: Iterable[Plan], on: date) -> Plan:
    """The version in force on a day: the latest that had begun; before the first one, the first."""
    ordered = sorted(plans, key=lambda each: (each.effective_from, each.id))
    begun = [each for each in ordered if each.effective_from <= on]
    return begun[-1] if begun else ordered[0]
