"""Data scenes: the list, and one scene with its purpose, data, retention, clauses, what came in and who looked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from sizao.ground.presence import queries
from sizao.ground.presence.types import ActFacts, ActKind, Scene, SceneIntake
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Fact, Kpi, Tone

COLUMNS = {
    "person": Words("人员编号", "person's number"), "place": Words("场所编号", "place's number"),
    "start": Words("开始时间", "from"), "until": Words("结束时间", "until"), "zone": Words("区域或通道", "zone or lane"),
    "source": Words("来源", "source"), "grade": Words("证据等级", "grade"), "record": Words("记录编号", "record's number"),
    "supersedes": Words("被更正记录编号", "number of the record it corrects"),
}  # fmt: skip
"""What the fields of a row are called."""


def _joined(words: list[Words]) -> Words:
    return Words("、".join(each.zh for each in words), ", ".join(each.en for each in words))


@needs(Right.PRESENCE_RULES)
@require_GET
def scenes_page(request: HttpRequest) -> HttpResponse:
    """Every data scene, where it is on, and the files that were refused with why."""
    shelf, at = queries.shelf(), request.at  # type: ignore[attr-defined]
    rows = [(each, queries.on_now(each.id, at), queries.came_in(each.id)) for each in shelf.scenes.values()]
    return page(request, "presence/scenes.html", {"rows": rows, "refused": shelf.refused})


@needs(Right.PRESENCE_RULES)
@require_GET
def scene_page(request: HttpRequest, scene: str) -> HttpResponse:
    """One data scene."""
    at, actor = request.at, request.actor  # type: ignore[attr-defined]
    found, came_in = queries.scene(scene), queries.came_in(scene)
    on = queries.on_now(scene, at)
    context = {
        "scene": found, "facts": _facts(found), "kpis": _kpis(came_in), "on": [(each, _changed(each, found)) for each in on],
        "acts": queries.acts(ActKind.SCENE, scene), "looked": queries.who_looked(scene),
        "may_propose": accounts.may(actor, Right.PRESENCE_PROPOSE),
    }  # fmt: skip
    return page(request, "presence/scene.html", context)


def _changed(act: ActFacts, scene: Scene) -> bool:
    """Whether the file is another one than was signed: then it takes nothing."""
    return act.sha256 != scene.sha256


def _facts(scene: Scene) -> list[Fact]:
    return [
        Fact(_("Shape of rows"), scene.shape), Fact(_("Columns it takes"), _joined([COLUMNS[each] for each in scene.columns])),
        Fact(_("Source"), scene.source), Fact(_("Strongest evidence it may claim"), scene.top_grade),
        Fact(_("Kinds of places"), _joined([each.words for each in scene.place_kinds])),
        Fact(_("Days kept"), scene.retention_days), Fact(_("Version"), scene.version),
    ]  # fmt: skip


def _kpis(came_in: SceneIntake) -> list[Kpi]:
    return [
        Kpi(_("Batches"), came_in.batches, key="batches"),
        Kpi(_("Accepted"), came_in.accepted, unit="row", key="accepted", tone=Tone.GREEN),
        Kpi(_("Turned away"), came_in.turned_away, unit="row", key="away", tone=Tone.ORANGE if came_in.turned_away else ""),
        Kpi(_("Places"), came_in.places, unit="place", key="places"),
    ]  # fmt: skip
