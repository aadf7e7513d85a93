"""Data scenes: the files that ship and the installation's own, where each is on, what came in, and who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from sizao.ground.presence import rules
from sizao.ground.presence.errors import SceneChanged, SceneFaulty, SceneNotOn, SceneUnknown
from sizao.ground.presence.models import Batch, ScenePlace
from sizao.ground.presence.queries.acts import acts
from sizao.ground.presence.queries.keeping import retention_policy
from sizao.ground.presence.types import (
    TURNED_AWAY,
    ActFacts,
    ActKind,
    ActStep,
    Scene,
    SceneIntake,
    Shelf,
    VisitSource,
)
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, subtree
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import Words
from sizao.spine.audit import queries as audit
from sizao.spine.audit.queries import AccessEntry

SHIPPED_SCENES = Path(rules.__file__).resolve().parents[1] / "data" / "scenes"
TWICE = Words("已有同一编号的数据场景", "a data scene of this id is there already")
MARK = "scene "
"""Before the ids of scenes in the reason of the access log."""


@dataclass(frozen=True)
class SceneTerm:
    """How long the visits of a scene are kept, and at which places they were."""

    scene: str
    version: str
    source: VisitSource
    days: int
    places: frozenset[int]


@dataclass(frozen=True)
class OpenScene:
    """A scene that takes rows now, and the areas in which it is on."""

    scene: Scene
    spans: tuple[tuple[int, int], ...]


def shelf() -> Shelf:
    """Every scene that can be read: those that ship, and those in ``scenes`` of the installation's folder."""
    policy = retention_policy()
    found: dict[str, Scene] = {}
    refused: list[tuple[str, SizaoError]] = []
    for path in [*_files(SHIPPED_SCENES), *_files(Path(settings.SIZAO_HOME) / "scenes")]:
        try:
            scene = rules.read_scene(path.read_bytes(), path.name, policy)
            if scene.id in found:
                raise SceneFaulty(file=path.name, what=TWICE)
            found[scene.id] = scene
        except SizaoError as error:
            refused.append((path.name, error))
    return Shelf(found, tuple(refused))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def scene(scene_id: str) -> Scene:
    """One scene.

    Raises:
        SceneUnknown: when no file that can be read states it.
    """
    found = shelf().scenes.get(scene_id)
    if found is None:
        raise SceneUnknown(scene=scene_id)
    return found


def open_scene(scene_id: str, by: Actor, at: datetime) -> OpenScene:
    """A scene as it takes rows from a sender now.

    Raises:
        SceneUnknown: there is no such scene.
        SceneNotOn: it is on nowhere within the sender's area, nor around it.
        SceneChanged: its file is not the one that was signed.
    """
    known = scene(scene_id)
    near = [each for each in acts(ActKind.SCENE, scene_id) if each.is_on(at) and _near(each.area, by.area)]
    if not near:
        raise SceneNotOn(scene=known.title)
    signed = [each for each in near if each.sha256 == known.sha256]
    if not signed:
        raise SceneChanged(scene=known.title)
    return OpenScene(known, tuple((span.lower, span.upper) for span in (subtree(each.area) for each in signed)))


def _near(one: int, other: int) -> bool:
    return contains(one, other) or contains(other, one)


def scene_terms() -> list[SceneTerm]:
    """What each scene's visits are kept for, by the newest act that was approved: whether it is on still or not."""
    approved = [each for each in acts(ActKind.SCENE) if each.step in (ActStep.APPROVED, ActStep.ENDED)]
    newest = {each.scene: each for each in reversed(approved)}
    return [
        SceneTerm(scene_id, each.version, each.source, each.retention_days, places)
        for scene_id, each in sorted(newest.items())
        if each.source and each.retention_days and (places := scene_places(scene_id))
    ]


def scene_places(scene_id: str) -> frozenset[int]:
    """The places in scope from which a scene took rows."""
    return frozenset(ScenePlace.objects.filter(scene=scene_id).values_list("place", flat=True))


def looked_at(place_ids: Iterable[int]) -> str:
    """What the access log notes as the reason when visits of these places are shown: the scenes they came in under."""
    names = ScenePlace.objects.filter(place__in=list(place_ids)).values_list("scene", flat=True)
    return ", ".join(f"{MARK}{each}" for each in sorted(set(names)))


def who_looked(scene_id: str, limit: int = 30) -> list[AccessEntry]:
    """The newest entries of the access log in scope that concern a scene."""
    marked = f"{MARK}{scene_id}"
    rows = audit.rows().filter(
        Q(reason=marked) | Q(reason__startswith=f"{marked},") | Q(reason__contains=f", {marked}")
    )
    return [audit.entry(row) for row in rows.order_by("-id")[:limit]]


def came_in(scene_id: str) -> SceneIntake:
    """What batches in scope brought under a scene, by counts."""
    rows = list(Batch.objects.filter(scene=scene_id))
    away = {each.value for each in TURNED_AWAY}
    return SceneIntake(
        batches=len(rows), accepted=sum(row.accepted for row in rows), duplicates=sum(row.duplicates for row in rows),
        turned_away=sum(number for row in rows for reason, number in row.quarantined.items() if reason in away),
        places=len(scene_places(scene_id)),
    )  # fmt: skip


def on_now(scene_id: str, at: datetime) -> list[ActFacts]:
    """Where a scene is on."""
    return [each for each in acts(ActKind.SCENE, scene_id) if each.is_on(at)]
