"""The wall screen's data: everything already said in the reader's language, so that the browser only writes it down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from sizao.ground.command.types import ClockRow, ClockState, TaskFacts
from sizao.kernel.areas import printed
from sizao.kernel.words import Words
from sizao.measures.followup.types import Meter, MeterKind
from sizao.oversight.board.types import AreaFigures, Figure, Part, Situation
from sizao.spine.web.templatetags.words import brief, count, duration, either, local_time, measure

Href = Callable[[str], str]
STATES = {
    ClockState.DONE: Words("按时完成", "done in time"),
    ClockState.LATE_DONE: Words("超时 {lag}", "{lag} late"),
    ClockState.LATE: Words("超时 {lag}", "{lag} late"),
    ClockState.DUE: Words("剩余 {left}", "{left} left"),
    ClockState.NOT_STARTED: Words("尚未起算", "not started"),
}
METERS = {
    MeterKind.ISOLATED: Words("应隔尽隔", "Quarantined"),
    MeterKind.TESTED: Words("应检尽检", "Tested"),
    MeterKind.MANAGED: Words("应管尽管", "Under watch"),
}
"""What a meter is called in a tile of the wall, under the head that says what all of them are about."""
SHOWN_TASKS = 8


def screen_of(found: Situation, language: str, href: Href, meter_href: Callable[[Meter], str]) -> dict[str, Any]:
    """A situation as the JSON of the wall screen; the functions give the list behind a figure's key, and behind a meter.

    A part that did not answer is ``None``; one that was not asked for is absent.
    """
    made: dict[Part, Callable[[], Any]] = {
        Part.CLOCK: lambda: [_step(each, found.as_of, language) for each in found.clock or found.seven_one_seven],
        Part.FIGURES: lambda: [_tile(each, language, href) for each in found.figures],
        Part.CURVE: lambda: _curve(found, language),
        Part.CONTACTS: lambda: _funnel(found, language, href),
        Part.AREAS: lambda: {
            "rows": [_area(each, language) for each in found.areas], "elsewhere": _area(found.elsewhere, language)
        },
        Part.ZONES: lambda: len([each for each in found.zones if each.is_in_force]),
        Part.LATE: lambda: {
            "rows": [_task(each, found.as_of, language) for each in found.tasks_late[:SHOWN_TASKS]],
            "number": len(found.tasks_late),
        },
        Part.CHAIN: lambda: _chain(found, language),
        Part.METERS: lambda: [_meter(each, language, meter_href(each)) for each in found.meters],
    }  # fmt: skip
    return {
        "as_of": found.as_of.isoformat(),
        "as_of_said": local_time(found.as_of),
        "clock_said": local_time(found.as_of, "clock"),
        "elapsed": duration(_elapsed(found)),
        "parts": {
            part.value: make() if found.has(part) else None for part, make in made.items() if part in found.parts
        },
    }


def _curve(found: Situation, language: str) -> dict[str, Any]:
    return {
        "days": [f"{day.on:%m-%d}" for day in found.curve.days],
        "series": [
            {"name": kind.in_language(language), "data": [day.counts[n] for day in found.curve.days]}
            for n, kind in enumerate(found.curve.kinds)
        ],
    }


def _meter(meter: Meter, language: str, href: str) -> dict[str, Any]:
    gaps = [f"{gap.words.in_language(language)} {number}" for gap, number in meter.gaps.items() if number]
    return {
        "key": meter.kind.value,
        "label": METERS[meter.kind].in_language(language),
        "percent": f"{meter.percent}%" if meter.should else "—",
        "said": f"{count(meter.done)} / {count(meter.should)}"
        if meter.should
        else Words("无应管人员", "nobody now").in_language(language),
        "gaps": " · ".join(gaps),
        "full": meter.missing == 0,
        "missing": meter.missing,
        "href": href,
    }


def _elapsed(found: Situation) -> timedelta:
    until = found.incident.closed_at or found.as_of
    return min(until, found.as_of) - (found.incident.detected_at or found.incident.reported_at)


def _step(row: ClockRow, as_of: datetime, language: str) -> dict[str, Any]:
    left = duration(row.planned_at - as_of) if row.planned_at else ""
    said = STATES[row.state].filled(lag=duration(row.late_by), left=left)
    return {
        "key": row.milestone,
        "name": row.words.in_language(language),
        "state": row.state.value,
        "said": said.in_language(language),
        "planned": local_time(row.planned_at, "short"),
        "actual": local_time(row.actual_at, "short"),
        "owner": row.owner.in_language(language),
        "cause": either(row.cause) if row.cause else "",
    }


def _tile(figure: Figure, language: str, href: Href) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.words.in_language(language),
        "value": brief(figure.value),
        "exact": figure.value,
        "unit": measure(figure.value, figure.unit),
        "delta": figure.delta,
        "delta_said": count(abs(figure.delta)) if figure.delta is not None else "",
        "worse": figure.is_worse,
        "note": figure.note.in_language(language) if figure.note else "",
        "tone": figure.tone,
        "href": href(figure.key),
    }


def _funnel(found: Situation, language: str, href: Href) -> list[dict[str, Any]]:
    whole = max(1, found.funnel[0].value)
    return [
        {
            "key": each.key,
            "label": each.words.in_language(language),
            "value": count(each.value),
            "share": round(each.value / whole, 4),
            "tone": each.tone or "all",
            "href": href(each.key),
        }
        for each in found.funnel
    ]


def _area(figures: AreaFigures, language: str) -> dict[str, Any]:
    return {
        "code": printed(figures.code),
        "name": figures.words.in_language(language),
        "cases": figures.cases,
        "contacts": figures.contacts,
    }


def _task(task: TaskFacts, as_of: datetime, language: str) -> dict[str, Any]:
    return {
        "key": task.number,
        "href": reverse("command:task", args=[task.id]),
        "title": task.title.in_language(language),
        "owner": task.assignee_words.in_language(language) if task.assignee else "—",
        "lag": duration(as_of - task.due_at) if task.due_at else "",
    }


def _chain(found: Situation, language: str) -> dict[str, Any]:
    chain = found.chain
    return {
        "cases": chain.cases,
        "generations": [{"number": number, "cases": cases} for number, cases in chain.generations],
        "without_source": chain.without_source,
        "most": chain.most_offspring,
        "most_label": chain.most_label,
    }
