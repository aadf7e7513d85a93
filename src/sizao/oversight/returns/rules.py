"""How returns are read, accepted, rolled up and reconciled: pure functions of facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.kernel.areas import contains
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.oversight.returns.errors import (
    AlreadyFiled,
    DayRunning,
    FigureMissing,
    FigureUnexpected,
    FormDayPast,
    FormEmpty,
    FormReasonMissing,
    FormUnchanged,
    LedgerFigure,
    NilHasFigures,
    NilNotSaid,
    NothingChanged,
    NotOwed,
)
from sizao.oversight.returns.types import (
    OWN,
    TERRITORIAL,
    Difference,
    DutyFacts,
    FormVersionFacts,
    Indicator,
    Measure,
    NewForm,
    NewReturn,
    Origin,
    Reason,
    Reconciliation,
    Record,
    ReturnFacts,
    ReturnForm,
    ReturnState,
    Sheet,
    Total,
    UnitFacts,
    UnitKind,
)

TZ = ZoneInfo("Asia/Shanghai")
SHORTEST_REASON = 4

Filed = Mapping[UUID, Sequence[ReturnFacts]]
"""The newest revision of every return of a day, by unit, in the order of the forms."""


def indicators_of(text: Mapping[str, Any]) -> dict[str, Indicator]:
    """The indicators of a definitions file, by key."""
    return {
        key: Indicator(
            key, Words(row["zh"], row["en"]), Measure(row["measure"]), Words(row["counted_zh"], row["counted_en"]),
            row.get("ledger", ""), row.get("is_level", False), row.get("listed", False),
        )
        for key, row in text.items()
        if isinstance(row, Mapping)
    }  # fmt: skip


def form_of(row: Mapping[str, Any], known: Mapping[str, Indicator], definitions: str) -> ReturnForm:
    """One form of the forms file."""
    return ReturnForm(
        row["id"], row["version"], Words(row["zh"], row["en"]), frozenset(UnitKind(kind) for kind in row["kinds"]),
        time.fromisoformat(row["due"]), row["chase_hours"], row["look_back_days"],
        tuple(known[key] for key in row["indicators"]), definitions,
    )  # fmt: skip


def day_bounds(on: date) -> tuple[datetime, datetime]:
    """The day's beginning and end in China's time: [00:00, 24:00)."""
    start = datetime.combine(on, time(0), TZ)
    return start, start + timedelta(days=1)


def due_at(form: ReturnForm, on: date) -> datetime:
    """The cut-off of a day's return, on the day after it."""
    return datetime.combine(on + timedelta(days=1), form.due, TZ)


def state_of(filed: ReturnFacts | None, due: datetime, as_of: datetime) -> ReturnState:
    """Filed, nil, missing after the cut-off, or not yet due; a return that is not there is never a nil."""
    if filed is not None:
        return ReturnState.NIL if filed.is_nil else ReturnState.FILED
    return ReturnState.MISSING if as_of >= due else ReturnState.WAITING


def figures_of(sheet: Sheet, new: NewReturn) -> dict[str, int]:
    """Every figure of a return as it would be filed: the known ones as counted, the asked ones as typed (nil: what grew is 0 when left empty)."""
    asked = {line.indicator.key: new.typed.get(line.indicator.key, 0) for line in sheet.asked()}
    known = {line.indicator.key: line.value or 0 for line in sheet.known()}
    return {line.indicator.key: {**known, **asked}[line.indicator.key] for line in sheet.lines}


def may_submit(sheet: Sheet, duty: DutyFacts | None, new: NewReturn, as_of: datetime) -> Decision:
    """Whether a return may be filed: owed, the day over, complete, nil said and true, and a correction explained."""
    if duty is None or not duty.owed_on(sheet.on):
        return Decision.no(NotOwed(unit=sheet.unit.words, on=sheet.on.isoformat()))
    if as_of < day_bounds(sheet.on)[1]:
        return Decision.no(DayRunning(on=sheet.on.isoformat()))
    for check in (_complete, _nil, _correction):
        found = check(sheet, new)
        if not found.allowed:
            return found
    return Decision.yes()


def _complete(sheet: Sheet, new: NewReturn) -> Decision:
    """What stands at the day's end is owed in a nil return too: that nothing was added says nothing of it."""
    asked = {line.indicator.key: line.indicator for line in sheet.asked()}
    strange = [key for key in new.typed if key not in asked]
    if strange:
        return Decision.no(FigureUnexpected(names=", ".join(sorted(strange))))
    left = [each for key, each in asked.items() if key not in new.typed and not (new.is_nil and not each.is_level)]
    return Decision.no(FigureMissing(names=_names(left))) if left else Decision.yes()


def _nil(sheet: Sheet, new: NewReturn) -> Decision:
    """A nil return has nothing in it that grew on the day; an all-zero return has to say that it is one."""
    figures = figures_of(sheet, new)
    there = [line.indicator for line in sheet.lines if not line.indicator.is_level and figures[line.indicator.key]]
    if new.is_nil and there:
        return Decision.no(NilHasFigures(names=_names(there)))
    if not new.is_nil and not there:
        return Decision.no(NilNotSaid())
    return Decision.yes()


def _correction(sheet: Sheet, new: NewReturn) -> Decision:
    if sheet.filed is None:
        return Decision.yes()
    if dict(sheet.filed.figures) == figures_of(sheet, new) and sheet.filed.is_nil == new.is_nil:
        return Decision.no(NothingChanged(number=sheet.filed.number))
    if len(new.reason.strip()) < SHORTEST_REASON:
        return Decision.no(AlreadyFiled(number=sheet.filed.number, letters=SHORTEST_REASON))
    return Decision.yes()


def _names(found: Iterable[Indicator]) -> Words:
    named = list(found)
    return Words("、".join(each.words.zh for each in named), ", ".join(each.words.en for each in named))


def digest(number: str, form: ReturnForm, cutoff: datetime, figures: Mapping[str, int], is_nil: bool) -> str:
    """SHA-256 over a return's number, form, definitions, cut-off and figures, as canonical JSON."""
    body = {
        "number": number, "form": form.label, "definitions": form.definitions, "cutoff": cutoff.isoformat(),
        "figures": dict(figures), "nil": is_nil,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def above(unit: UnitFacts, units: Iterable[UnitFacts]) -> list[UnitFacts]:
    """The territorial units whose area holds a territorial unit's, itself left out."""
    if unit.kind not in TERRITORIAL:
        return []
    return [
        each for each in units
        if each.kind in TERRITORIAL and each.id != unit.id and each.area != unit.area
        and contains(each.area, unit.area)
    ]  # fmt: skip


def below(unit: UnitFacts, units: Iterable[UnitFacts]) -> list[UnitFacts]:
    """The territorial units inside a territorial unit's area."""
    if unit.kind not in TERRITORIAL:
        return []
    return [
        each for each in units
        if each.kind in TERRITORIAL and each.id != unit.id and each.area != unit.area
        and contains(unit.area, each.area)
    ]  # fmt: skip


def rolled_up(indicator: Indicator, units: Sequence[UnitFacts], filed: Filed, counted: int | None) -> Total:
    """One indicator over all units, each at most once.

    A unit that states the figure in two returns counts with the first of them; a unit inside the area of another one
    whose return is in is covered by it and not added again; while the outer return is missing, the inner ones stand in.
    Where an outer return only summed up the inner ones and more are in by now, these count: who filed later is not lost.
    """
    stated = {unit.id: value for unit in units if (value := _stated(indicator, filed.get(unit.id, ()))) is not None}
    behind = {unit.id: stated[unit.id] for unit in units if _is_behind(indicator, unit, units, filed, stated)}
    own = {key: value for key, value in stated.items() if key not in behind}
    covered = tuple(unit.id for unit in units if unit.id in own and any(each.id in own for each in above(unit, units)))
    counting = {key: value for key, value in own.items() if key not in covered}
    return Total(indicator, sum(counting.values()), counting, covered, counted, behind)


def _is_behind(
    indicator: Indicator, unit: UnitFacts, units: Sequence[UnitFacts], filed: Filed, stated: Mapping[UUID, int]
) -> bool:  # fmt: skip
    """Whether a unit's figure is a sum of the returns below it that is another one by now."""
    origin = next(
        (each.origins.get(indicator.key) for each in filed.get(unit.id, ()) if indicator.key in each.figures), None
    )
    if origin != Origin.BELOW.value:
        return False
    inside = below(unit, units)
    known = any(each.id in stated for each in inside)
    return known and rolled_up(indicator, inside, filed, None).total != stated[unit.id]


def _stated(indicator: Indicator, returns: Sequence[ReturnFacts]) -> int | None:
    """What returns say of an indicator. One that tells diseases apart and does not name this one says nought of it, as does
    one of before that says nought of all; a figure of before that held several diseases together says nothing of one."""
    key = indicator.key
    said = next((each.figures[key] for each in returns if key in each.figures), None)
    if said is not None or not indicator.of:
        return said
    told = [figure for each in returns for name, figure in each.figures.items() if name.startswith(f"{indicator.of}.")]
    before = [each.figures[indicator.of] for each in returns if indicator.of in each.figures]
    return 0 if told or before[:1] == [0] else None


def apart(indicators: Iterable[Indicator], diseases: Sequence[str]) -> list[Indicator]:
    """Indicators with those that the platform counts once for each disease; with none on hand they stand as they are."""
    found: list[Indicator] = []
    for each in indicators:
        if each.is_typed or not diseases:
            found.append(each)
        else:
            found.extend(each.of_disease(disease, is_said=len(diseases) > 1) for disease in diseases)
    return found


def undivided(indicators: Iterable[Indicator], returns: Iterable[ReturnFacts]) -> list[Indicator]:
    """Indicators of which returns of before state one figure for all diseases together: it stands for itself."""
    stated = {key for each in returns for key, figure in each.figures.items() if figure}
    return [
        replace(
            each, ledger="", words=Words(f"{each.words.zh}(未分病种)", f"{each.words.en} (diseases not told apart)")
        )
        for each in indicators
        if not each.is_typed and each.key in stated
    ]


def reconciled(
    indicator: Indicator, units: Sequence[UnitFacts], filed: Filed, records: Mapping[str, Record]
) -> Reconciliation:
    """The records that the returns counted against those the line list holds now; every difference has its reason."""
    total = rolled_up(indicator, units, filed, None)
    known = {each.id: each for each in units}
    holders: dict[str, list[UnitFacts]] = {}
    for unit_id in total.by_unit:
        for record_id in _listed(indicator.key, filed[unit_id]):
            holders.setdefault(record_id, []).append(known[unit_id])
    now = {key for key, record in records.items() if record.is_now}
    found = [
        *(Difference(key, Reason.TWICE, tuple(held), records.get(key)) for key, held in holders.items() if len(held) > 1),
        *(Difference(key, Reason.WITHDRAWN, tuple(held), records.get(key))
          for key, held in holders.items() if key not in now),
        *(_unheld(records[key], units, total) for key in sorted(now - set(holders), key=lambda key: records[key].number)),
    ]  # fmt: skip
    return Reconciliation(indicator, sum(len(held) for held in holders.values()), len(now), tuple(found))


def _listed(key: str, returns: Sequence[ReturnFacts]) -> list[str]:
    return next((list(each.lists.get(key, [])) for each in returns if key in each.figures), [])


def _unheld(record: Record, units: Sequence[UnitFacts], total: Total) -> Difference:
    """Why a record of the line list is in no return."""
    holding = tuple(each for each in units if each.kind in TERRITORIAL and contains(each.area, record.area))
    if not holding:
        return Difference(record.id, Reason.OUTSIDE, (), record)
    filed = [each for each in holding if each.id in total.by_unit]
    return Difference(record.id, Reason.ADDED if filed else Reason.UNIT_MISSING, tuple(filed) or holding[:1], record)


# ------------------------------------------------------------------------------------------------------- forms


@dataclass(frozen=True)
class KnownForms:
    """The versions of forms that ship with the platform and those that headquarters made."""

    shipped: Sequence[ReturnForm]
    made: Sequence[FormVersionFacts]

    def of(self, area: int | None, on: date | None) -> tuple[ReturnForm, ...]:
        """The versions that hold in an area (without one: anywhere) on a day (without one: the newest)."""
        made = [each.form for each in self.made if area is None or contains(each.area, area)]
        return tuple(in_force([*self.shipped, *made], on))


def in_force(versions: Iterable[ReturnForm], on: date | None) -> list[ReturnForm]:
    """Of all versions of forms those that hold on a day, one of each form, in the order given; without a day the newest."""
    newest: dict[str, ReturnForm] = {}
    for each in versions:
        begun = on is None or each.since is None or each.since <= on
        if begun and (each.id not in newest or newest[each.id].version < each.version):
            newest[each.id] = each
    return list(newest.values())


def own_key(form_id: str, name: str, measure: str) -> str:
    """The key of a form's own figure: the same in every version that still asks it, and no other form's."""
    return OWN + hashlib.sha256(f"{form_id}|{name}|{measure}".encode()).hexdigest()[:12]


def may_define(new: NewForm, before: ReturnForm | None, last_filed: date | None, known: Iterable[str]) -> Decision:
    """Whether a form, or the next version of one, may be put in force from the day it names.

    Args:
        new: the form as wanted.
        before: the version it follows; ``None`` for a form of its own.
        last_filed: the last day for which a return of the form was filed here.
        known: keys of the platform's indicators.
    """
    unknown = [each for each in new.indicators if each not in set(known)]
    if unknown:
        return Decision.no(LedgerFigure(key=unknown[0]))
    if not _is_whole(new, [each.words.zh.strip() for each in new.own]):
        return Decision.no(FormEmpty())
    if last_filed is not None and new.since <= last_filed:
        return Decision.no(FormDayPast(last=f"{last_filed}"))
    if before is not None and len(new.reason.strip()) < SHORTEST_REASON:
        return Decision.no(FormReasonMissing(least=SHORTEST_REASON))
    if before is not None and _same(new, before):
        return Decision.no(FormUnchanged(version=before.version))
    return Decision.yes()


def _is_whole(new: NewForm, names: Sequence[str]) -> bool:
    figures = [*new.indicators, *names]
    return bool(new.words.zh.strip() and new.kinds and figures) and all(names) and len(set(figures)) == len(figures)


def _same(new: NewForm, before: ReturnForm) -> bool:
    shared = tuple(each.key for each in before.indicators if not each.key.startswith(OWN))
    own = [(each.words.zh, each.words.en, each.measure, each.counted.zh)
           for each in before.indicators if each.key.startswith(OWN)]  # fmt: skip
    wanted = [(each.words.zh.strip(), each.words.en.strip() or each.words.zh.strip(), each.measure, each.counted.zh.strip())
              for each in new.own]  # fmt: skip
    now = (new.words, new.kinds, new.due, new.chase_hours, new.look_back_days, new.indicators)
    then = (before.words, before.kinds, before.due, before.chase_hours, before.look_back_days, shared)
    return now == then and wanted == own
