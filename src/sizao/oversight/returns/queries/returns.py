"""Filed returns, the sheet of one unit's day, and how the day stands over all units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.oversight.returns import rules
from sizao.oversight.returns.errors import ReturnUnknown
from sizao.oversight.returns.models import Chase, Return
from sizao.oversight.returns.queries.counting import Ledger, ledger
from sizao.oversight.returns.queries.forms import form, forms, known_forms
from sizao.oversight.returns.queries.units import duties, unit, units
from sizao.oversight.returns.types import (
    DutyFacts,
    Indicator,
    Origin,
    Reconciliation,
    ReturnFacts,
    ReturnForm,
    ReturnState,
    RollUp,
    Sheet,
    SheetLine,
    Standing,
    UnitFacts,
)

WEEK = 7
"""Days of the strip beside each unit."""


def day_end(on: date) -> datetime:
    """When a day is over, in China's time."""
    return rules.day_bounds(on)[1]


def revisions(unit_id: UUID, form_id: str, on: date) -> list[ReturnFacts]:
    """Every revision of a return, the newest first."""
    rows = Return.objects.filter(unit=unit_id, form_id=form_id, on=on).order_by("-revision")
    return [row.facts() for row in rows]


def filing(number: str) -> ReturnFacts:
    """A filed return by its number.

    Raises:
        ReturnUnknown: when there is none in scope.
    """
    row = Return.objects.filter(number=number).first()
    if row is None:
        raise ReturnUnknown
    return row.facts()


def filed(on: date, until: date | None = None) -> list[ReturnFacts]:
    """The newest revision of every return of a day, or of the days until another."""
    rows = Return.objects.filter(on__gte=on, on__lte=until or on)
    newest = rows.order_by("unit_id", "form_id", "on", "-revision").distinct("unit_id", "form_id", "on")
    return [row.facts() for row in newest]


def by_unit(found: Iterable[ReturnFacts]) -> dict[UUID, list[ReturnFacts]]:
    """Returns of one day by unit, in the order of the forms."""
    order = [each.id for each in forms()]
    grouped: dict[UUID, list[ReturnFacts]] = {}
    for each in sorted(found, key=lambda row: order.index(row.form_id) if row.form_id in order else len(order)):
        grouped.setdefault(each.unit_id, []).append(each)
    return grouped


def sheet(unit_id: UUID, form_id: str, on: date, as_of: datetime) -> Sheet:
    """What a unit has to file for a day: counted figures filled in, those stated elsewhere shown, the rest asked."""
    return sheets([(unit_id, form_id)], on, as_of)[unit_id, form_id]


def sheets(wanted: Sequence[tuple[UUID, str]], on: date, as_of: datetime) -> dict[tuple[UUID, str], Sheet]:
    """The sheets of several units for one day, the ledgers read once.

    Raises:
        UnitUnknown: when a unit is not in scope.
        FormUnknown: when there is no such form.
    """
    day, there = ledger(on, as_of), by_unit(filed(on))
    past = {(each.unit_id, each.form_id): each for each in filed(on - timedelta(days=1))}
    owing = [each.unit for each in duties(on=on)]
    found = {unit_id: unit(unit_id) for unit_id, _ in wanted}
    return {
        key: _sheet(found[key[0]], form(key[1], on, found[key[0]].area), on, day, there, past.get(key), owing)
        for key in wanted
    }


def _sheet(
    found: UnitFacts, wanted: ReturnForm, on: date, day: Ledger, there: dict[UUID, list[ReturnFacts]],
    past: ReturnFacts | None, owing: Sequence[UnitFacts],
) -> Sheet:  # fmt: skip
    inside = rules.below(found, list({each.id: each for each in (*owing, found)}.values()))
    mine = there.get(found.id, [])
    others = [each for each in mine if each.form_id != wanted.id]
    lines = tuple(
        _line(each, found, day, others, inside, there, past.figures.get(each.key) if past else None)
        for each in day.apart(wanted.indicators)
    )
    newest = next((each for each in mine if each.form_id == wanted.id), None)
    return Sheet(found, wanted, on, lines, rules.due_at(wanted, on), newest)


def _line(
    indicator: Indicator, found: UnitFacts, day: Ledger, others: Sequence[ReturnFacts], inside: Sequence[UnitFacts],
    there: dict[UUID, list[ReturnFacts]], before: int | None,
) -> SheetLine:  # fmt: skip
    key = indicator.key
    if indicator.ledger:
        listed = day.listed(indicator, found.area) if indicator.is_listed else ()
        return SheetLine(indicator, Origin.COUNTED, day.value(indicator, found.area), before, listed)
    known = next((each.figures[key] for each in others if key in each.figures), None)
    if known is not None:
        return SheetLine(indicator, Origin.KNOWN, known, before)
    if inside:
        total = rules.rolled_up(indicator, inside, there, None)
        if total.by_unit:
            waiting = tuple(each.words for each in inside if each.id not in there)
            return SheetLine(indicator, Origin.BELOW, total.total, before, waiting=waiting)
    return SheetLine(indicator, Origin.ASKED, None, before)


def standings(on: date, as_of: datetime, within: int = areas.NATION, form_id: str = "") -> list[Standing]:
    """How every owed return of a day stands, with the week before it and how often it was chased."""
    owed = duties(on=on, within=within, form_id=form_id)
    first = on - timedelta(days=WEEK - 1)
    newest = {(each.unit_id, each.form_id, each.on): each for each in filed(first, on)}
    chased: dict[tuple[UUID, str], list[datetime]] = {}
    for unit_id, each_form, at in Chase.objects.filter(on=on, at__lte=as_of).values_list("unit_id", "form_id", "at"):
        chased.setdefault((unit_id, each_form), []).append(at)
    first_rows = Return.objects.filter(on=on, revision=1).values_list("unit_id", "form_id", "filed_at")
    firsts = {(unit_id, each_form): at for unit_id, each_form, at in first_rows}
    known = known_forms()
    holding = {area: {one.id: one for one in known.of(area, on)} for area in {each.unit.area for each in owed}}
    return [
        _standing(each, wanted, on, as_of, newest, chased.get((each.unit.id, each.form_id), []),
                  firsts.get((each.unit.id, each.form_id)))
        for each in owed
        if (wanted := holding[each.unit.area].get(each.form_id)) is not None
    ]  # fmt: skip


def _standing(
    owed: DutyFacts, wanted: ReturnForm, on: date, as_of: datetime, newest: dict[tuple[UUID, str, date], ReturnFacts],
    chased: Sequence[datetime], first_at: datetime | None,
) -> Standing:  # fmt: skip
    due = rules.due_at(wanted, on)
    found = newest.get((owed.unit.id, owed.form_id, on))
    is_late = first_at is not None and first_at > due
    days = [on - timedelta(days=back) for back in reversed(range(WEEK))]
    week = tuple(
        (day, rules.state_of(newest.get((owed.unit.id, owed.form_id, day)), rules.due_at(wanted, day), as_of)
              if owed.owed_on(day) else None)
        for day in days
    )  # fmt: skip
    state = rules.state_of(found, due, as_of)
    return Standing(owed, wanted, on, state, due, found, is_late, len(chased), max(chased, default=None), week)


def missing(as_of: datetime) -> list[Standing]:
    """Every return in scope that passed its cut-off unfiled and has raised no alarm yet, within each form's look-back."""
    today = as_of.astimezone(rules.TZ).date()
    longest = max(each.look_back_days for each in forms())
    alarmed = set(
        Chase.objects.filter(is_alarm=True, on__gte=today - timedelta(days=longest)).values_list(
            "unit", "form_id", "on"
        )
    )
    found = [
        each
        for back in range(1, longest + 1)
        for each in standings(today - timedelta(days=back), as_of)
        if each.state is ReturnState.MISSING and back <= each.form.look_back_days
    ]
    return [each for each in found if (each.unit.id, each.form.id, each.on) not in alarmed]


def roll_up(on: date, as_of: datetime, within: int = areas.NATION, form_id: str = "") -> RollUp:
    """A day's returns over an area, each disease for itself: each unit once, late and missing ones by name, the platform's own count beside it."""
    stood = standings(on, as_of, within, form_id)
    there = by_unit(each.filed for each in stood if each.filed is not None)
    known = list({each.unit.id: each.unit for each in stood}.values())
    day = ledger(on, as_of)
    asked = list({each.key: each for one in _forms_of(stood) for each in one.indicators}.values())
    wanted = day.apart(asked)
    if day.diseases:
        wanted += rules.undivided(asked, (each for returns in there.values() for each in returns))
    totals = tuple(
        rules.rolled_up(each, known, there, day.value(each, within) if each.ledger else None) for each in wanted
    )
    return RollUp(on, within, totals, tuple(stood))


def _forms_of(stood: Sequence[Standing]) -> list[ReturnForm]:
    return list({each.form.id: each.form for each in stood}.values())


def reconciliations(on: date, as_of: datetime, within: int = areas.NATION) -> list[Reconciliation]:
    """The day's listed figures against the line list, record by record."""
    there = by_unit(filed(on))
    known = [each.unit for each in duties(on=on, within=within)]
    known = list({each.id: each for each in known}.values())
    day = ledger(on, as_of)
    asked = {each.key: each for one in forms(on) for each in one.indicators if each.is_listed}
    listed = {each.key: each for each in day.apart(asked.values())}
    return [
        rules.reconciled(
            each, known, there, {row.id: row for row in day.records.get(key, ()) if areas.contains(within, row.area)}
        )
        for key, each in listed.items()
    ]


def last_day(as_of: datetime, within: int = areas.NATION) -> date:
    """The last day that is over and for which a return was owed; yesterday when none ever was."""
    yesterday = as_of.astimezone(rules.TZ).date() - timedelta(days=1)
    ends = [min(each.until or yesterday, yesterday) for each in duties(within=within) if each.since <= yesterday]
    return max(ends, default=yesterday)


def to_file(as_of: datetime, owner_id: int | None, area: int) -> list[Standing]:
    """What one officer has to file: returns not in, of the officer's own units or of units of the officer's very area.

    Those of the last day, and of the days before it as far as the form looks back; the newest first.
    """
    mine = {
        each.id
        for each in units(area)
        if (each.owner_id == owner_id and owner_id is not None) or (each.area == area and each.owner_id is None)
    }
    if not mine:
        return []
    last = last_day(as_of, area)
    newest = [each for each in standings(last, as_of, area) if each.unit.id in mine]
    open_days = {
        day for each in newest for day, state in each.week
        if state is ReturnState.MISSING and 0 < (last - day).days < each.form.look_back_days
    }  # fmt: skip
    older = [each for day in sorted(open_days, reverse=True) for each in standings(day, as_of, area)]
    return [
        each for each in (*newest, *older)
        if each.unit.id in mine and each.filed is None and (last - each.on).days < each.form.look_back_days
    ]  # fmt: skip


def unit_words(found: Iterable[UnitFacts]) -> Words:
    """Units by name in one sentence part."""
    named = list(found)
    return Words("、".join(each.words.zh for each in named), ", ".join(each.words.en for each in named))
