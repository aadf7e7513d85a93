"""The days of a source on a map and as lines: where it was, and how many were exposed at each place; nobody is named."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from sizao.ground.registry import queries as registry
from sizao.kernel.areas import Level, ancestor
from sizao.kernel.editions import library
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Tab
from sizao.trace.cases import queries as cases
from sizao.trace.tracing import actions, queries, rules
from sizao.trace.tracing.pages.showing import doors, numbers_of
from sizao.trace.tracing.types import RunFacts

DRAWN = 150
"""Places that are drawn and listed, the fullest first; the others are counted."""


@needs(Right.TRACING_READ)
def days_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The source's days: a path over the map with places sized by the exposed, and a line per day beside it; it is in
    the access log whose they are."""
    run = queries.run(run_id)
    actions.log_source_shown(run_id=run_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    zone = library().get(run.edition_id).tz
    numbered = numbers_of(run)
    only = next((each for each in numbered if str(each) == request.GET.get("case")), None)
    stays = queries.source_visits(run, only)
    days = sorted({each.start.astimezone(zone).date() for each in stays})
    on = _day(request.GET.get("on", ""), days)
    counted = dict(run.counts.by_place)
    places = registry.places({each.place for each in stays})
    stops = queries.stops(run, on, DRAWN, only)
    context = {
        "hidden_places": max(0, len(run.counts.by_place) - DRAWN), "run": run, "case": cases.case(run.case_id) if run.case_id else None, "on": on, "stops": stops,
        "choices": sorted(((str(each), number) for each, number in numbered.items()), key=lambda pair: pair[1]),
        "only": str(only or ""), "tabs": _tabs(run_id, days, on, only), "lines": rules.time_lines(stays, counted, places, zone),
        "drawn": drawing(run, stops, may_open=doors(request)["may_see_persons"], is_one=only is not None or not numbered), "place": registry.place(run.place_id) if run.place_id else None, **doors(request),
    }  # fmt: skip
    return page(request, "tracing/days.html", context)


MOST_COUNTIES = 12
"""Counties whose towns are drawn under the path: a city's."""


def _day(text: str, days: list[date]) -> date | None:
    return next((each for each in days if each.isoformat() == text), None)


def _tabs(run_id: UUID, days: list[date], on: date | None, only: UUID | None = None) -> list[Tab]:
    from django.utils.translation import gettext

    here = reverse("tracing:days", args=[run_id])
    of = f"case={only}" if only else ""
    tabs = [Tab(gettext("All days"), f"{here}?{of}" if of else here, is_current=on is None)]
    addresses = ((day, "&".join(filter(None, (f"on={day.isoformat()}", of)))) for day in days)
    return tabs + [Tab(f"{day:%m-%d}", f"{here}?{query}", is_current=day == on) for day, query in addresses]


def drawing(run: RunFacts, stops: list[rules.Stop], *, may_open: bool, is_one: bool = True) -> dict[str, Any]:
    """What the map draws: stops with their position, the path of one source between its own in order, the towns of their counties."""
    known = [each for each in stops if each.place.longitude is not None and each.place.latitude is not None]
    counties = sorted({ancestor(each.place.area, Level.COUNTY) for each in known})[:MOST_COUNTIES]
    way = sorted((number, each) for each in known for number in each.numbers) if known and is_one else []
    return {
        "stops": [
            {
                "zh": each.place.words.zh, "en": each.place.words.en, "lon": each.place.longitude,
                "lat": each.place.latitude, "persons": each.persons, "own": each.is_own,
                "numbers": ", ".join(map(str, each.numbers[:6])) + (" …" if len(each.numbers) > 6 else ""),
                "href": reverse("tracing:place", args=[run.id, each.place.id]) if each.persons and may_open else "",
            }
            for each in known
        ],
        "way": [[each.place.latitude, each.place.longitude] for _number, each in sorted(way, key=lambda pair: pair[0])],
        "towns": {
            "type": "FeatureCollection",
            "features": [town for each in counties for town in registry.boundaries(each, Level.TOWN)["features"]],
        },
    }  # fmt: skip
