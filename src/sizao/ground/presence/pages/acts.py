"""What is proposed about keeping visits and signed by a second person: scenes on and off, holds, deletions before time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sizao.ground.presence import actions, queries, rules
from sizao.ground.presence.forms import DeleteForm, LiftForm, UntilForm, WhyForm
from sizao.ground.presence.types import ActFacts, ActKind, ActStep, NewAct, VisitSource
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, SizaoError
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.affected import stamp, was_seen
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Fact, Kpi, Moment

TONES = {
    ActStep.PROPOSED: "orange", ActStep.APPROVED: "green", ActStep.REJECTED: "grey", ActStep.ENDED: "grey", ActStep.DONE: "blue",
}  # fmt: skip
PREVIEW = (
    ("tail", _("In the tail")), ("lake", _("In the lake's files")), ("aside", _("Rows put aside")),
)  # fmt: skip


def _who(request: HttpRequest) -> tuple[Actor, datetime]:
    return request.actor, request.at  # type: ignore[attr-defined]


def _title(act: ActFacts) -> Words:
    """The scene's title, the day, or what the act is."""
    if act.scene:
        known = queries.shelf().scenes.get(act.scene)
        return known.title if known else Words(act.scene, act.scene)
    return Words(str(act.day), str(act.day)) if act.day else act.kind.words


def _is_over(act: ActFacts, at: datetime) -> bool:
    """Whether the last day of a scene or a hold is past."""
    return act.step is ActStep.APPROVED and act.ends_at is not None and not act.is_on(at)


@needs(Right.PRESENCE_RULES)
@require_GET
def acts_page(request: HttpRequest) -> HttpResponse:
    """What waits for a second person first, then everything that was decided, the newest first."""
    found = sorted(queries.acts(), key=lambda each: each.step is not ActStep.PROPOSED)
    actor, at = _who(request)
    context = {
        "rows": [(each, TONES[each.step], _title(each), _is_over(each, at)) for each in found],
        "may_propose": accounts.may(actor, Right.PRESENCE_PROPOSE),
    }  # fmt: skip
    return page(request, "presence/acts.html", context)


@needs(Right.PRESENCE_RULES)
@require_GET
def act_page(request: HttpRequest, presence_act_id: UUID) -> HttpResponse:
    """One act with what it would touch; a second person approves it from here."""
    actor, at = _who(request)
    act = queries.act(presence_act_id)
    may_decide = accounts.may(actor, Right.PRESENCE_DECIDE) and areas.contains(actor.area, act.area)
    may_propose = accounts.may(actor, Right.PRESENCE_PROPOSE) and areas.contains(actor.area, act.area)
    context = {
        "act": act, "title": _title(act), "tone": TONES[act.step], "facts": _facts(act), "kpis": _kpis(act, actor),
        "scene": queries.shelf().scenes.get(act.scene) if act.scene else None,
        "decision": rules.may_decide(act, actor) if may_decide and act.step is ActStep.PROPOSED else None,
        "reject_form": WhyForm(auto_id="reject_%s"),
        "lift_form": LiftForm(auto_id="lift_%s") if may_propose and act.kind is ActKind.HOLD and act.is_on(at) else None,
        "end_form": WhyForm(auto_id="end_%s") if may_propose and rules.may_end(act, at) else None,
        "waits": queries.held_by(act, at) if act.kind is ActKind.DELETE and act.step is ActStep.APPROVED else (),
        "moments": [Moment(each.at, each.step, each.note, TONES[each.step], by=each.by) for each in act.steps],
    }  # fmt: skip
    return page(request, "presence/act.html", context)


def _facts(act: ActFacts) -> list[Fact]:
    scene = [Fact(_("Data scene"), _title(act), href=reverse("presence:scene", args=[act.scene]))] if act.scene else []
    return [
        *scene, Fact(_("Holds in"), registry.full_name(act.area)),
        *([Fact(_("Day"), local_time(act.day, "day"))] if act.day else []),
        *([Fact(_("Source"), act.source)] if act.source else []),
        *([Fact(_("Last day"), local_time(act.until, "day"))] if act.until else []),
        *([Fact(_("Days kept"), act.retention_days)] if act.retention_days else []),
    ]  # fmt: skip


def _kpis(act: ActFacts, actor: Actor) -> list[Kpi]:
    """What a deletion would touch: counted now while it waits, as it was proposed afterwards."""
    if act.kind is not ActKind.DELETE:
        return []
    counts = act.preview
    if act.step is ActStep.PROPOSED and rules.may_act_in(actor, act.area):
        counts = queries.counted(queries.doomed(act), str(act.day or ""))
    return [Kpi(label, counts.get(name, 0), unit="row", key=name) for name, label in PREVIEW]


def _proposed(request: HttpRequest, form: Any, new: NewAct) -> HttpResponse | None:
    """Propose it and go to its page; a refusal is shown at the form."""
    actor, at = _who(request)
    try:
        return redirect("presence:act", actions.propose_act(new=new, by=actor, at=at))
    except SizaoError as refused:
        form.add_error(None, refused.words.in_language(get_language() or "zh"))
        return None


def _begin(request: HttpRequest) -> dict[str, str]:
    area = _who(request)[0].area
    return {"area": areas.printed(area) if area else ""}


@needs(Right.PRESENCE_PROPOSE)
@require_http_methods(["GET", "POST"])
def switch_on(request: HttpRequest, scene: str) -> HttpResponse:
    """Propose to switch a data scene on for an area, up to and with a day."""
    found, terms = queries.scene(scene), queries.keeping_terms()
    form = UntilForm(request.POST or None, initial=_begin(request))
    if request.method == "POST" and form.is_valid():
        done = _proposed(request, form, NewAct(kind=ActKind.SCENE, scene=scene, **form.cleaned_data))
        if done is not None:
            return done
    context = {"form": form, "scene": found, "limit": terms.scene, "heading": gettext("Switch a data scene on")}
    return page(request, "presence/propose.html", context, status=422 if form.errors else 200)


@needs(Right.PRESENCE_PROPOSE)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    """Propose that nothing of an area is deleted at the end of its time, up to and with a day."""
    form = UntilForm(request.POST or None, initial=_begin(request))
    if request.method == "POST" and form.is_valid():
        done = _proposed(request, form, NewAct(kind=ActKind.HOLD, **form.cleaned_data))
        if done is not None:
            return done
    context = {"form": form, "limit": queries.keeping_terms().hold, "heading": gettext("Hold deletion back")}
    return page(request, "presence/propose.html", context, status=422 if form.errors else 200)


@needs(Right.PRESENCE_PROPOSE)
@require_http_methods(["GET", "POST"])
def delete_before_time(request: HttpRequest) -> HttpResponse:
    """Propose a deletion before time: sent first, the form shows what would go; sent again, it waits for a second person."""
    form = DeleteForm(request.POST or None, scenes=queries.shelf().scenes.values(), initial=_begin(request))
    context: dict[str, Any] = {"form": form, "heading": gettext("Delete before time")}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        source = VisitSource(given["source"]) if given["source"] else None
        new = NewAct(kind=ActKind.DELETE, **{**given, "source": source})
        mark = (new.area, new.day, new.source, new.scene)
        allowed = rules.may_act_in(_who(request)[0], new.area)
        if was_seen(request, *mark) or not allowed or not (new.day or new.scene):
            done = _proposed(request, form, new)
            if done is not None:
                return done
        else:
            counts = queries.counted(queries.doomed(new), str(new.day or ""))
            context |= {
                "kpis": [Kpi(label, counts[name], unit="row", key=name) for name, label in PREVIEW], "stamp": stamp(*mark),
            }  # fmt: skip
    return page(request, "presence/propose.html", context, status=422 if form.errors else 200)


@needs(Right.PRESENCE_RULES, Right.PRESENCE_DECIDE)
@require_POST
def approve(request: HttpRequest, presence_act_id: UUID) -> HttpResponse:
    """Sign an act that somebody else proposed."""
    actor, at = _who(request)
    actions.approve_act(act_id=presence_act_id, by=actor, at=at)
    messages.success(request, gettext("Approved."))
    return redirect("presence:act", presence_act_id)


@needs(Right.PRESENCE_RULES, Right.PRESENCE_DECIDE)
@require_POST
def reject(request: HttpRequest, presence_act_id: UUID) -> HttpResponse:
    """Leave an act unapproved."""
    actor, at = _who(request)
    actions.reject_act(act_id=presence_act_id, reason=_given(WhyForm(request.POST))["reason"], by=actor, at=at)
    return redirect("presence:act", presence_act_id)


@needs(Right.PRESENCE_RULES, Right.PRESENCE_PROPOSE)
@require_POST
def lift(request: HttpRequest, presence_act_id: UUID) -> HttpResponse:
    """Propose to lift a hold before its end."""
    actor, at = _who(request)
    held = queries.act(presence_act_id)
    given = _given(LiftForm(request.POST))
    new = NewAct(kind=ActKind.LIFT, area=held.area, of=held.id, **given)
    return redirect("presence:act", actions.propose_act(new=new, by=actor, at=at))


@needs(Right.PRESENCE_RULES, Right.PRESENCE_PROPOSE)
@require_POST
def end(request: HttpRequest, presence_act_id: UUID) -> HttpResponse:
    """Switch a data scene off."""
    actor, at = _who(request)
    actions.end_scene(act_id=presence_act_id, reason=_given(WhyForm(request.POST))["reason"], by=actor, at=at)
    return redirect("presence:act", presence_act_id)


def _given(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(reason=" ".join(str(error) for errors in form.errors.values() for error in errors))
    return dict(form.cleaned_data)
