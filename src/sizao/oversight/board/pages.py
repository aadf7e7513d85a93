"""The board's pages: my work, the wall screen with its data, an incident at any moment, and the map."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from sizao.ground.command.errors import NoSuchIncident
from sizao.ground.command.types import IncidentFacts
from sizao.ground.duty import queries as duty
from sizao.ground.registry.errors import AreaOutside
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.measures.followup.types import Meter, MeterKind
from sizao.oversight.board import queries, rules
from sizao.oversight.board.schemas import screen_of
from sizao.oversight.board.types import QUICK, SLOW, AreaFigures, Figure, Part, Situation
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Kpi, Slider

CHOSEN = "sizao_incident"
"""Session key of the incident that the reader works on."""


def surroundings(request: HttpRequest) -> dict[str, object]:
    """What every page shows at its top: the incidents to switch between, and the chosen one."""
    actor = getattr(request, "actor", None)
    if actor is None or not accounts.may(actor, Right.COMMAND_READ):
        return {}
    found = queries.incidents()
    return {"incidents": found, "incident": _chosen(request, found)}


def _chosen(request: HttpRequest, found: list[IncidentFacts]) -> IncidentFacts | None:
    wanted = request.GET.get("incident") or request.session.get(CHOSEN)
    return next((each for each in found if str(each.id) == wanted), found[0] if found else None)


@needs(Right.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Everyone's own work: only what waits, counted, each a click away."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    work = [(each, _href(each.place, each.query), _items(each)) for each in queries.my_work(actor, at)]
    incidents: list[tuple[IncidentFacts, int, int]] = []
    duties: dict[str, object] = {}
    if accounts.may(actor, Right.COMMAND_READ):
        incidents = [(each, *queries.standing(each, at)) for each in queries.incidents()]
        commanding, on_duty = duty.on_duty_for(actor.area, at)
        duties = {"commanding": commanding, "on_duty": on_duty, "duty_href": _href("duty:own_roster", {})}
    shortcuts = [
        (words, url, icon)
        for name, words, right, icon in SHORTCUTS
        if accounts.may(actor, right) and (url := _href(name, {}))
    ]
    context = {"work": work, "cards": incidents, "shortcuts": shortcuts[:MOST_SHORTCUTS], **duties}
    return page(request, "board/home.html", context)


MOST_SHORTCUTS = 8
SHORTCUTS: tuple[tuple[str, Words, Right, str], ...] = (
    ("board:screen", Words("指挥大屏", "Command screen"), Right.COMMAND_READ, "board"),
    ("followup:worklist", Words("今日随访", "Today's checks"), Right.FOLLOWUP_WRITE, "followup"),
    ("calls:mine", Words("电话外呼", "Calls"), Right.CALLS_MAKE, "calls"),
    ("cases:cases", Words("病例", "Cases"), Right.CASES_READ, "cases"),
    ("cases:contacts", Words("接触者", "Contacts"), Right.CONTACTS_READ, "contacts"),
    ("signals:send", Words("上报信号", "Report a signal"), Right.SIGNALS_SEND, "signals"),
    ("screening:release", Words("审核发布结果", "Release results"), Right.SCREENING_RELEASE, "screening"),
    ("screening:samples", Words("样本与结果", "Samples and results"), Right.SCREENING_WRITE, "screening"),
    ("intake:upload", Words("导入文件", "Import a file"), Right.INTAKE_RUN, "intake"),
    ("registry:needs", Words("特殊需求", "Special needs"), Right.HOUSEHOLDS_WRITE, "home"),
    ("registry:households", Words("住户", "Households"), Right.HOUSEHOLDS_WRITE, "registry"),
    ("identity:search", Words("查找人员", "Find a person"), Right.IDENTITY_SEARCH, "identity"),
    ("identity:duplicates", Words("疑似重复人员", "Possible duplicates"), Right.IDENTITY_MERGE, "identity"),
    ("command:tasks", Words("任务", "Tasks"), Right.TASKS_READ, "tasks"),
    ("returns:returns", Words("日报零报告", "Daily returns"), Right.RETURNS_FILE, "returns"),
    ("zones:zones", Words("风险区域", "Zones"), Right.ZONES_READ, "zones"),
    ("identity:erasures", Words("身份信息销毁审批", "Erasures to decide"), Right.IDENTITY_DESTROY, "identity"),
    ("identity:to_sign", Words("批量查看审批", "Many identities to sign"), Right.IDENTITY_COUNTERSIGN, "identity"),
    ("identity:emergencies", Words("紧急查看复核", "Emergency looks"), Right.IDENTITY_REVIEW, "identity"),
    ("reports:reports", Words("日报", "Day's reports"), Right.REPORTS_READ, "reports"),
    ("access:log", Words("访问记录", "Access log"), Right.AUDIT_READ, "audit"),
    ("access:accounts", Words("账户", "Accounts"), Right.ACCOUNTS_READ, "access"),
    ("access:own", Words("本人查看记录", "My own look-ups"), Right.SIGNED_IN, "audit"),
    ("analysis:incidents", Words("疫情分析", "Analysis"), Right.CASES_COUNT, "analysis"),
    ("notices:notices", Words("通告", "Public notices"), Right.NOTICES_READ, "notices"),
    ("editions:editions", Words("防控方案", "Protocol editions"), Right.EDITIONS_READ, "editions"),
)
"""The doors an officer uses most: URL name, caption, right, icon; the first eight that the rights open are shown."""


def _items(work: Any) -> list[tuple[Any, str]]:
    return [(item, _href(item.place[0], {}, item.place[1])) for item in work.items]


@needs(Right.SIGNED_IN)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Work on another incident from now on."""
    chosen = request.POST.get("incident", "")
    if chosen not in {str(each.id) for each in queries.incidents()}:
        raise NoSuchIncident
    request.session[CHOSEN] = chosen
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    if not safe or back.startswith(reverse("board:incidents")):
        back = reverse("board:incident", args=[chosen])
    return redirect(back)


@needs(Right.COMMAND_READ)
def incidents(request: HttpRequest) -> HttpResponse:
    """The chosen incident's page."""
    found = _chosen(request, queries.incidents())
    return redirect("board:home") if found is None else redirect("board:incident", incident_id=found.id)


@needs(Right.COMMAND_READ)
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident at a moment of its time: clock, figures, curve, funnel, zones, what happened."""
    slider = _slider(request, _named(incident_id))
    is_present = _is_present(request)
    found = queries.situation(incident_id, slider.at, is_present=is_present)
    request.session[CHOSEN] = str(incident_id)
    context = {
        "found": found,
        "incident": found.incident,
        "slider": slider,
        "kpis": [_kpi(each, found, is_present) for each in found.figures],
        "drawing": rules.drawn(found.curve),
        "funnel": [(each, _list_href(each.key, found, is_present=is_present)) for each in found.funnel],
        "moments": queries.timeline(found),
        "edition": queries.edition_words(found.incident),
        "data_at": found.as_of,
        "meters": [(each, _meter_href(each, found, is_present=is_present)) for each in found.meters],
        "is_present": is_present,
        "rows": _rows(request, found),
        "zones": [(each, _href("zones:zone", {}, (str(each.id),))) for each in found.zones],
        "tasks": [(each, _href("command:task", {}, (str(each.id),))) for each in found.tasks_late],
    }
    return page(request, "board/incident.html", context)


@needs(Right.COMMAND_READ)
def screen(request: HttpRequest) -> HttpResponse:
    """The wall screen of the chosen incident: its quick parts are on the page, the slow ones are asked for by it."""
    found = _chosen(request, queries.incidents())
    context: dict[str, object] = {"incident": found, "terms": queries.terms()}
    if found is not None:
        slider = _slider(request, found)
        context["screen"] = _screen(request, found.id, slider, QUICK)
        context["has_clock"] = queries.has_clock(found)
        context["is_present"] = _is_present(request)
        context["boundaries"] = f"{reverse('board:map_data')}?{_query(request, found)}"
        context["inner_map"] = _map_href(request, found)
        context["data_url"] = f"{reverse('board:screen_data')}?{_query(request, found)}"
    return page(request, "board/screen.html", context)


@needs(Right.COMMAND_READ)
def screen_data(request: HttpRequest) -> HttpResponse:
    """The wall screen's parts as JSON, the quick ones or (``parts=chain``) a slow one; 304 while nothing changed."""
    found = _needed(request)
    asked = frozenset(each for each in SLOW if each.value == request.GET.get("parts"))
    body = _screen(request, found.id, _slider(request, found), asked or QUICK)
    return _answer(request, body, {key: body[key] for key in ("as_of_said", "elapsed", "parts")})


@needs(Right.COMMAND_READ)
def map_page(request: HttpRequest) -> HttpResponse:
    """The chosen incident on a map, at a moment."""
    found = _chosen(request, queries.incidents())
    if found is None:
        return page(request, "board/map.html", {"incident": None})
    slider = _slider(request, found)
    seen = queries.on_map(found.id, slider.at, _looked_at(request))
    way = [(each.words, _map_href(request, found, each.code)) for each in queries.way_to(seen)]
    context = {
        "incident": found, "found": seen, "slider": slider, "data_at": seen.as_of, "way": way, "rows": _rows(request, seen),
        "data_url": f"{reverse('board:map_data')}?{_query(request, found, seen.within)}",
        "inner_map": _map_href(request, found) if _goes_deeper(seen.within) else "",
    }  # fmt: skip
    return page(request, "board/map.html", context)


def _looked_at(request: HttpRequest) -> int | None:
    """The area inside the incident's that the reader went into."""
    try:
        return areas.parse(request.GET["area"]) if request.GET.get("area") else None
    except ValueError as error:
        raise AreaOutside from error


def _goes_deeper(within: int) -> bool:
    """Whether the parts of an area have parts that are told apart in turn: the last are villages and neighbourhoods."""
    return rules.inner_level(within) is not areas.Level.COMMUNITY


def _map_href(request: HttpRequest, found: IncidentFacts, area: int | None = None) -> str:
    return f"{reverse('board:map')}?{_query(request, found, area)}"


def _rows(request: HttpRequest, found: Situation) -> list[tuple[AreaFigures, str]]:
    """Areas with their counts, each with the map of its own parts."""
    deeper = _goes_deeper(found.within)
    return [(each, _map_href(request, found.incident, each.code) if deeper else "") for each in found.areas]


@needs(Right.COMMAND_READ)
def map_data(request: HttpRequest) -> HttpResponse:
    """What the map shows, as GeoJSON in WGS-84."""
    found = _needed(request)
    body = queries.map_of(queries.on_map(found.id, _slider(request, found).at, _looked_at(request)))
    return _answer(request, body, body)


def _needed(request: HttpRequest) -> IncidentFacts:
    found = _chosen(request, queries.incidents())
    if found is None:
        raise NoSuchIncident
    return found


def _answer(request: HttpRequest, body: Mapping[str, Any], marked: Mapping[str, Any]) -> HttpResponse:
    """A JSON answer with a strong ETag over what matters in it."""
    text = json.dumps(marked, sort_keys=True, ensure_ascii=False, default=str)
    etag = f'"{hashlib.sha256(f"{get_language()}{text}".encode()).hexdigest()[:32]}"'
    same = etag in request.headers.get("If-None-Match", "")
    answer = HttpResponseNotModified() if same else JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _query(request: HttpRequest, found: IncidentFacts, area: int | None = None) -> str:
    given = {"incident": str(found.id)}
    if area not in {None, found.area}:
        given["area"] = areas.printed(area or 0)
    if request.GET.get("at"):
        given["at"] = request.GET["at"]
    return urlencode(given)


def _named(incident_id: UUID) -> IncidentFacts:
    found = next((each for each in queries.incidents() if each.id == incident_id), None)
    if found is None:
        raise NoSuchIncident
    return found


def _slider(request: HttpRequest, found: IncidentFacts) -> Slider:
    """The time slider with its chosen moment: ``at`` counts minutes from its start; without it the last moment."""
    start, until = queries.bounds(found, request.at)  # type: ignore[attr-defined]
    given, jumps, kept = request.GET.get("at", ""), _jumps(request, found, start, until), tuple(_kept(request).items())
    if not given:
        return Slider("at", start, until, request.at, jumps=jumps, kept=kept)  # type: ignore[attr-defined]
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        raise Invalid(reason=Words("时间轴位置无效", "the time on the slider"))
    at = min(until, start + timedelta(minutes=int(given)))
    return Slider("at", start, until, at, jumps=jumps, kept=kept)


def _kept(request: HttpRequest) -> dict[str, str]:
    """The incident and the area that the address names."""
    return {name: request.GET[name] for name in ("incident", "area") if name in request.GET}


def _jumps(
    request: HttpRequest, found: IncidentFacts, start: datetime, until: datetime
) -> tuple[tuple[Words, str, bool], ...]:
    given = request.GET.get("at", "")
    counted_from = found.detected_at or found.reported_at
    offered = [(words, str(minute)) for words, minute in rules.jumps(start, until, counted_from)]
    chosen = _kept(request)
    links = [(words, f"?{urlencode({**chosen, 'at': minute})}", minute == given) for words, minute in offered]
    return (*links, (Words("现在", "now"), f"?{urlencode(chosen)}", not given))


def _is_present(request: HttpRequest) -> bool:
    return not request.GET.get("at")


def _screen(request: HttpRequest, incident_id: UUID, slider: Slider, wanted: frozenset[Part]) -> dict[str, Any]:
    is_present = _is_present(request)
    found = queries.wall(incident_id, slider.at, is_present=is_present, wanted=wanted)
    return screen_of(
        found, get_language() or "zh", lambda key: _list_href(key, found, is_present=is_present),
        lambda meter: _meter_href(meter, found, is_present=is_present),
    )  # fmt: skip


def _kpi(figure: Figure, found: Situation, is_present: bool) -> Kpi:
    tone = figure.tone if figure.value or figure.tone == "green" else ""
    href = _list_href(figure.key, found, is_present=is_present)
    return Kpi(
        figure.words, figure.value, figure.unit, href, figure.note or "", tone, figure.delta, figure.is_worse, figure.key
    )  # fmt: skip


CONTACT_STATES = ("proposed", "approved", "lost", "handed_over", "became_case", "released", "rejected")
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "infections": ("cases:cases", {"classification": "infected"}),
    "suspected": ("cases:cases", {"classification": "suspected"}),
    "close": ("cases:contacts", {"contact_class": "close", "status": "kept"}),
    "secondary": ("cases:contacts", {"contact_class": "secondary", "status": "kept"}),
    "general": ("cases:contacts", {"contact_class": "general", "status": "kept"}),
    "found": ("cases:contacts", {}),
    **{state: ("cases:contacts", {"status": state}) for state in CONTACT_STATES},
    "sampled": ("screening:counts", {}),
    "environment": ("screening:samples", {"subject": "environment"}),
    "zones": ("board:incident", {}),
    "late": ("command:incident_tasks", {"state": "overdue"}),
}
"""The list behind each figure: URL name and filters. A list shows the present, so only the present is linked."""
OF_ONE_INCIDENT = frozenset({"screening:counts", "command:incident_tasks", "board:incident"})
"""Pages that carry the incident in their path."""


def _list_href(key: str, found: Situation, *, is_present: bool) -> str:
    name, query = LISTS.get(key, ("", {}))
    if not name or not is_present:
        return ""
    incident = found.incident
    if name in OF_ONE_INCIDENT:
        return _href(name, query, (str(incident.id),)) + ("#zones" if key == "zones" else "")
    return _href(name, {"incident": incident.number if name.startswith("screening") else str(incident.id), **query})


def _meter_href(meter: Meter, found: Situation, *, is_present: bool) -> str:
    """The name list of those a meter misses, or missed at a past moment."""
    incident = str(found.incident.id)
    if not is_present:
        return _href("followup:gaps", {"at": found.as_of.isoformat()}, (incident, meter.kind.value))
    if meter.kind is MeterKind.TESTED:
        return _href("followup:missed_tests", {"incident": incident, "state": "owed"})
    return _href("followup:gaps", {}, (incident, meter.kind.value))


def _href(name: str, query: Mapping[str, str], arguments: tuple[str, ...] = ()) -> str:
    """An address, or nothing while the room has no such page."""
    if not name:
        return ""
    try:
        url = reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode(query)}" if query else url
