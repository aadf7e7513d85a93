"""The training officer's pages: choose a scenario, start it, steer it, end it, and read what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.kernel.decisions import Decision
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.oversight.drills import actions
from sizao.oversight.drills.errors import NoReport, ScenarioUnfit, ScenarioUnknown
from sizao.oversight.drills.forms import CompareForm, InjectForm, SpeedForm, StartForm
from sizao.oversight.drills.queries import appendix, inbox, report, reports, running, wording
from sizao.oversight.drills.queries.scenarios import refused, scenario, scenarios
from sizao.oversight.drills.rules import running as rules
from sizao.oversight.drills.types import (
    DrillFacts,
    DrillState,
    Inject,
    LogKind,
    Message,
    Note,
    PlayedBy,
    Scenario,
    Served,
)
from sizao.simulation.epidemic.variant import variant
from sizao.spine import drill
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Fact

TONES = {
    DrillState.PREPARING: "blue", DrillState.RUNNING: "green", DrillState.PAUSED: "yellow", DrillState.FAILED: "red",
    DrillState.ENDED: "orange", DrillState.SCORED: "orange", DrillState.STUCK: "red", DrillState.DELETED: "grey",
}  # fmt: skip


@needs(Right.DRILLS_READ)
def drills_page(request: HttpRequest) -> HttpResponse:
    """The drills of the area, and the scenarios to start one from."""
    found = [(each, TONES[each.state], report.edition_title(each.edition)) for each in running.drills()]
    context = {
        "drills": found,
        "scenarios": scenarios(),
        "reported": running.scored(),
        "may_run": _may_run(request),
        "refused": refused(),
    }
    return page(request, "drills/drills.html", context)


def _may_run(request: HttpRequest) -> bool:
    """Whether the reader directs drills; within a drill nobody does, for who commands there plays in it."""
    return drill.current() is None and accounts.may(request.actor, Right.DRILLS_RUN)  # type: ignore[attr-defined]


@needs(Right.DRILLS_READ)
def scenario_page(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """A scenario with what it takes for granted, and the form that starts it."""
    found = scenario(scenario_id)
    return _scenario(request, found, StartForm(scenario=found))


@needs(Right.DRILLS_RUN)
@require_POST
def start(request: HttpRequest, scenario_id: str) -> HttpResponse:
    """Ask for a drill of a scenario."""
    found = scenario(scenario_id)
    form = StartForm(request.POST, scenario=found)
    if not form.is_valid():
        return _scenario(request, found, form)
    return redirect("drills:drill", actions.start(new=form.drill(), **_who(request)))


def _scenario(request: HttpRequest, found: Scenario, form: StartForm) -> HttpResponse:
    context = {"scenario": found, "facts": _assumptions(found), "form": form, "may_run": _may_run(request)}
    return page(request, "drills/scenario.html", context, status=422 if form.errors else 200)


def _assumptions(found: Scenario) -> list[Fact]:
    box, means = found.box, found.resources
    return [
        Fact(_("Variant"), variant(found.variant).title),
        Fact(_("People of the city"), f"{box.people:,}"),
        Fact(_("Days played"), str(box.days)),
        Fact(_("Days of ordinary life before"), str(box.lead_days)),
        Fact(_("First day played"), f"{actions.began(found):%Y-%m-%d}"),
        Fact(_("Vaccinated"), f"{found.vaccinated:.0%}"),
        Fact(_("Wearing masks"), f"{found.masked:.0%}"),
        Fact(_("Samples a laboratory finishes in an hour"), f"{means.lab_per_hour}"),
        Fact(_("Hours from sample to result"), f"{means.lab_hours:g}"),
        Fact(_("Other fevers tested a day"), f"{means.background_tests}"),
        Fact(_("Go to a clinic when ill"), f"{means.care_seeking:.0%}"),
    ]


@needs(Right.DRILLS_READ)
def drill_page(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """One drill: its time and state, the log-ins to hand out, the injects, what happened."""
    found = running.drill(drill_id)
    served = running.served(drill_id) if found.stands else None
    context = {
        "found": found, "tone": TONES[found.state], "served": served, "facts": _facts(found), "notes": running.notes(drill_id),
        "address": _address(request, served), **_present(served, is_director=_may_run(request)), "may_run": _may_run(request), "has_report": drill_id in running.scored(),
        "is_waiting": found.state is DrillState.PREPARING or found.is_ending,
        "injects": _injects(found, request.at, served.now if served else found.began_drill),  # type: ignore[attr-defined]
        "speed_form": SpeedForm(initial={"speed": f"{served.speed:g}"} if served else None), "inject_form": InjectForm(),
    }  # fmt: skip
    return page(request, "drills/drill.html", context)


def _injects(found: DrillFacts, now: datetime, drill_now: datetime) -> list[tuple[int, Inject, Note | None, Decision]]:
    """The script, each inject with when it was released last and whether it may be now."""
    known = [
        (place, each, running.last_fired(found.id, each.words)) for place, each in enumerate(_script(found.scenario))
    ]
    return [(place, each, last, rules.may_fire(last, each.hours, now, drill_now)) for place, each, last in known]


def _script(scenario_id: str) -> tuple[Inject, ...]:
    """The injects of a drill's scenario; none when the installation's file of it is gone or spoilt."""
    try:
        return scenario(scenario_id).injects
    except (ScenarioUnknown, ScenarioUnfit):
        return ()


@needs(Right.DRILLS_READ)
def now_part(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """The drill's time and processes, asked for every few seconds; nothing once it does not stand any more."""
    found = running.drill(drill_id)
    served = running.served(drill_id) if found.stands else None
    if served is None:
        return HttpResponse(status=204)
    return page(request, "drills/_now.html", {"served": served, **_present(served)})


PROCESSES = {
    "web": Words("网页服务", "Web server"), "worker": Words("后台任务", "Worker"), "heart": Words("定时任务", "Timer"),
    "players": Words("机器扮演者", "Machine players"),
}  # fmt: skip


HIDDEN = frozenset({LogKind.TRUTH.value, LogKind.FINDING.value})
"""Lines of the log that players may not read while a drill runs."""


def _present(served: Served | None, *, is_director: bool = False) -> dict[str, Any]:
    """The words of what a drill's folder says.

    Others than who directs drills may play in this one: they see neither the hidden truth and what tests found, nor what
    single roles were told, nor anything before its time.
    """
    if served is None:
        return {"processes": [], "log_ins": [], "acts": [], "told": []}
    return {
        "processes": [(PROCESSES.get(name, Words(name, name)), lives) for name, lives in served.processes.items()],
        "log_ins": [{**each, "role": Words(**each["role"])} for each in served.log_ins if is_director],
        "told": [each for each in served.told if is_director or (not each[0].roles and each[0].at <= served.now)],
        "acts": [
            {**each, "who": wording.who(each), "told": wording.told(each)}
            for each in served.acts
            if is_director or each["kind"] not in HIDDEN
        ],
    }


def _facts(found: DrillFacts) -> list[Fact]:
    return [
        Fact(_("Edition"), report.edition_title(found.edition)),
        Fact(_("Seed"), str(found.seed)),
        Fact(_("Played by people"), _people(found)),
    ]


def _people(found: DrillFacts) -> Words:
    played = [each.role.words for each in found.players if each.played_by is PlayedBy.PEOPLE]
    if not played:
        return Words("无,全部由机器扮演", "none, the machine plays every role")
    return Words("、".join(each.zh for each in played), ", ".join(each.en for each in played))


def _address(request: HttpRequest, served: Served | None) -> str:
    """Where the drill is served: the host that the reader's browser knows, the drill's own port."""
    if served is None or served.port is None:
        return ""
    host = request.get_host().rpartition(":")[0] if request.get_port() in request.get_host() else request.get_host()
    return f"{request.scheme}://{host}:{served.port}/"


@needs(Right.SIGNED_IN)
def inbox_page(request: HttpRequest) -> HttpResponse:
    """What the player's role was told in this drill, and what of it waits to be confirmed."""
    return page(request, "drills/inbox.html", {"messages_told": _told_to(request)})


@needs(Right.SIGNED_IN)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm that a message was read; back to the page it was read on."""
    actions.confirm(key=request.POST.get("key", ""), **_who(request))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "drills:inbox")


def _told_to(request: HttpRequest) -> list[tuple[Message, bool]]:
    """Each message with whether it still waits."""
    running_here = drill.current()
    if running_here is None:
        return []
    actor = request.actor  # type: ignore[attr-defined]
    waiting = {each.key for each in inbox.unread(running_here.folder, actor.role, actor.user_id or 0)}
    return [(each, each.key in waiting) for each in inbox.messages(running_here.folder, actor.role)]


def surroundings(request: HttpRequest) -> dict[str, object]:
    """For the band of every page of a drill: what the player was told and has not confirmed."""
    actor = getattr(request, "actor", None)
    running_here = drill.current()
    if running_here is None or actor is None or not actor.user_id:
        return {}
    waiting = inbox.unread(running_here.folder, actor.role, actor.user_id)
    return {
        "told_newest": waiting[0] if waiting else None,
        "told_more": max(0, len(waiting) - 1),
        "told_any": bool(waiting or inbox.messages(running_here.folder, actor.role)),
    }


@needs(Right.DRILLS_READ)
def report_page(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """What a drill came to."""
    kept = running.score(drill_id)
    others = [each for each in running.drills() if each.id != drill_id and each.id in running.scored()]
    context = {
        "found": running.drill(drill_id), "edition": report.edition_title(kept["score"]["edition"]), "kpis": reports.kpis(kept["score"]), "whole": len(kept["log"]),
        "log": [{**each, "who": wording.who(each), "told": wording.told(each)} for each in report.chosen(kept["log"])],
        "refusals": [
            (wording.role_of(each["role"]), wording.refusal(each["code"]), each["count"])
            for each in kept["score"].get("refusals", [])
        ],
        "plots": report.plots(kept["score"], get_language() or "zh-hans"),
        "milestones": reports.milestones(kept["score"]), "days": reports.days(kept["score"]), "others": others,
    }  # fmt: skip
    return page(request, "drills/report.html", context)


@needs(Right.DRILLS_READ)
def report_paper(request: HttpRequest, drill_id: UUID, form: str) -> HttpResponse:
    """The report as a paper with its plots (``html``, ``docx``, ``pdf``), or everything to count again (``xlsx``, ``json``)."""
    kept = running.score(drill_id)
    if form not in PAPERS:
        raise NoReport
    kind, made = PAPERS[form]
    paper = made(kept, get_language() or "zh-hans", running.drill(drill_id).title)
    response = HttpResponse(paper, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="EXERCISE-report-{str(drill_id)[:8]}.{form}"'
    return response


PAPERS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "html": ("text/html; charset=utf-8", report.as_file),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", report.as_word),
    "pdf": ("application/pdf", report.as_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", appendix.as_xlsx),
    "json": ("application/json", appendix.as_json),
}


@needs(Right.DRILLS_READ)
def compare_page(request: HttpRequest) -> HttpResponse:
    """Two drills side by side, measure by measure; fair when they had the same scenario and seed."""
    form = CompareForm(request.GET or None, drills=[each for each in running.drills() if each.id in running.scored()])
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        first, second = (running.drill(UUID(form.cleaned_data[name])) for name in ("first", "second"))
        scores = running.score(first.id)["score"], running.score(second.id)["score"]
        unlike = reports.unlike(*scores)
        is_fair = (first.scenario, first.seed) == (second.scenario, second.seed)
        titles = {
            f"{name}_edition": report.edition_title(each.edition)
            for name, each in (("first", first), ("second", second))
        }
        context |= {
            "first": first,
            "second": second,
            **titles,
            "rows": reports.beside(*scores),
            "unlike": unlike,
            "common": reports.common(*scores, unlike.common) if unlike else [],
            "is_fair": is_fair,
            **_over_seeds(first, second),
        }
    return page(request, "drills/compare.html", context, status=422 if form.errors else 200)


def _over_seeds(first: DrillFacts, second: DrillFacts) -> dict[str, Any]:
    """The same two ways of playing over every seed that both were played on, with intervals."""
    if first.scenario != second.scenario or (first.edition, first.players) == (second.edition, second.players):
        return {}
    found = reports.compared(running.scores_like(first), running.scores_like(second))
    return (
        {"paired": reports.paired(found), "confidence": f"{found.confidence:.0%}", "left_out": found.unlike}
        if found
        else {}
    )


@needs(Right.DRILLS_RUN)
@require_POST
def pause(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Let the drill's time stand still."""
    actions.pause(drill_id=drill_id, **_who(request))
    return redirect("drills:drill", drill_id)


@needs(Right.DRILLS_RUN)
@require_POST
def resume(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Let the drill's time go on."""
    actions.resume(drill_id=drill_id, **_who(request))
    return redirect("drills:drill", drill_id)


@needs(Right.DRILLS_RUN)
@require_POST
def speed(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Let the drill's time run faster or slower."""
    found = running.drill(drill_id)
    form = SpeedForm(request.POST)
    if not form.is_valid():
        rules.may_run_at(0).or_raise()
    actions.change_speed(drill_id=found.id, speed=float(form.cleaned_data["speed"]), **_who(request))
    return redirect("drills:drill", drill_id)


@needs(Right.DRILLS_RUN)
@require_POST
def fire(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """Throw one of the scenario's injects at the players, or one in the officer's own words."""
    found = running.drill(drill_id)
    actions.fire(drill_id=drill_id, inject=_inject(request, _script(found.scenario)), **_who(request))
    return redirect("drills:drill", drill_id)


def _inject(request: HttpRequest, script: tuple[Inject, ...]) -> Inject:
    place = request.POST.get("inject", "")
    if place.isdecimal() and int(place) < len(script):
        return script[int(place)]
    form = InjectForm(request.POST)
    if not form.is_valid():
        raise Invalid(reason="; ".join(f"{name}: {' '.join(map(str, why))}" for name, why in form.errors.items()))
    return form.inject()


@needs(Right.DRILLS_RUN)
@require_POST
def end(request: HttpRequest, drill_id: UUID) -> HttpResponse:
    """End the drill and have all of it deleted, the report apart."""
    actions.end(drill_id=drill_id, **_who(request))
    return redirect("drills:drill", drill_id)


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]
