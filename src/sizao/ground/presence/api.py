"""The API of presence: send visits one by one or in batches, read those of a place, see where they lie and for how long."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pyarrow as pa
from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from sizao.ground.presence import actions, queries
from sizao.ground.presence.errors import FileTooLarge
from sizao.ground.presence.schemas import (
    BIGGEST,
    SLUG,
    ActIn,
    ActOut,
    BatchIn,
    BatchOut,
    LakeOut,
    PlaceDayOut,
    ReceiptOut,
    RetentionOut,
    SceneOut,
    VisitsIn,
    WhyIn,
)
from sizao.ground.presence.types import RowShape, Scene
from sizao.ground.registry import queries as registry
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.fields import NO_CONTROL

router = Router(tags=["presence"])
MAX_FILE_MB = 200


@router.post("/visits", response={201: ReceiptOut})
@needs(Right.PRESENCE_WRITE)
def send_visits(request: HttpRequest, batch: VisitsIn) -> Status[ReceiptOut]:
    """Send a batch of visits; rows that cannot be right are quarantined with a reason, the others are recorded once."""
    visits = [each.visit() for each in batch.visits]
    receipt = actions.record_visits(visits=visits, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, ReceiptOut.of(receipt))


@router.get("/places/{place_id}/visits", response=list[PlaceDayOut])
@needs(Right.PRESENCE_READ)
def read_visits(
    request: HttpRequest,
    place_id: int = Path(ge=1, le=BIGGEST),
    limit: int = Query(100, ge=1, le=1000),  # type: ignore[type-arg]
) -> list[PlaceDayOut]:
    """What is on record of a place by day, source and grade, the newest first: counts alone, who was there is no answer.

    Persons are given for the window of an open case and a purpose, at ``/places/{place_id}/visitors``.
    """
    registry.place(place_id)
    return [PlaceDayOut.of(each) for each in queries.place_days(place_id)[:limit]]


@router.post("/presence/batches", response={201: BatchOut})
@needs(Right.PRESENCE_WRITE)
def send_batch(request: HttpRequest, batch: BatchIn) -> Status[BatchOut]:
    """Send rows of a checkpoint, a hotel or any source; the receipt says of each row whether it was accepted."""
    facts = actions.receive_batch(
        rows=pa.table({name: pa.array(values, pa.string()) for name, values in batch.columns().items()}),
        shape=batch.shape, by=request.actor, at=request.at, feed=batch.feed, scene=batch.scene,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, BatchOut.of(facts))


@router.post(
    "/presence/batches/file",
    response={201: BatchOut},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
@needs(Right.PRESENCE_WRITE)
def send_batch_file(
    request: HttpRequest,
    shape: RowShape,
    filename: str = Query(..., min_length=1, max_length=200, pattern=NO_CONTROL),  # type: ignore[type-arg]
    feed: str = Query("", max_length=100, pattern=NO_CONTROL),  # type: ignore[type-arg]
    scene: str = Query("", max_length=60, pattern=NO_CONTROL),  # type: ignore[type-arg]
) -> Status[BatchOut]:
    """Send a CSV or Parquet file as the body. The same rows sent again are duplicates, whoever sends them."""
    limit = MAX_FILE_MB * 1024 * 1024
    content = request.read(limit + 1)
    if len(content) > limit:
        raise FileTooLarge(limit=MAX_FILE_MB)
    facts = actions.receive_batch(
        rows=actions.read_file(content, filename), shape=shape, by=request.actor, at=request.at, filename=filename,  # type: ignore[attr-defined]
        sha256=hashlib.sha256(content).hexdigest(), feed=feed, scene=scene,
    )  # fmt: skip
    return Status(201, BatchOut.of(facts))


@router.get("/presence/batches", response=list[BatchOut])
@needs(Right.PRESENCE_WRITE)
def read_batches(
    request: HttpRequest,
    name: str = Query("", max_length=200, pattern=NO_CONTROL),  # type: ignore[type-arg]
    limit: int = Query(20, ge=1, le=100),  # type: ignore[type-arg]
) -> list[BatchOut]:
    """Receipts, the newest first: of batches whose file's name has this text in it, or whose number begins with it."""
    rows = queries.batches_named(queries.batch_rows(), name).order_by("-at", "-id")
    return [BatchOut.of(row.facts()) for row in rows[:limit]]


@router.get("/presence/batches/{presence_batch_id}", response=BatchOut)
@needs(Right.PRESENCE_WRITE)
def read_batch_receipt(request: HttpRequest, presence_batch_id: UUID) -> BatchOut:
    """The receipt of one batch."""
    return BatchOut.of(queries.batch(presence_batch_id))


@router.get("/presence/lake", response=LakeOut)
@needs(Right.PRESENCE_READ)
def read_lake(request: HttpRequest) -> LakeOut:
    """Where the visits lie: the tail, and the generation of the lake in force."""
    return LakeOut.of(queries.visit_rows().count(), queries.standing())


@router.get("/presence/retention", response=RetentionOut)
@needs(Right.PRESENCE_RULES)
def read_retention(request: HttpRequest) -> RetentionOut:
    """How long visits are kept, by source, which holds stop deletion, and what was deleted."""
    return RetentionOut.of(queries.retention_policy(), queries.destructions(), queries.holds(request.at))  # type: ignore[attr-defined]


@router.get("/presence/scenes", response=list[SceneOut])
@needs(Right.PRESENCE_RULES)
def read_scenes(request: HttpRequest) -> list[SceneOut]:
    """Every data scene: purpose, data, retention, legal basis, what it must never be used for, and where it is on."""
    return [_scene(request, each) for each in queries.shelf().scenes.values()]


@router.get("/presence/scenes/{scene}", response=SceneOut)
@needs(Right.PRESENCE_RULES)
def read_scene(request: HttpRequest, scene: str = Path(max_length=60, pattern=SLUG)) -> SceneOut:
    """One data scene."""
    return _scene(request, queries.scene(scene))


def _scene(request: HttpRequest, scene: Scene) -> SceneOut:
    on = queries.on_now(scene.id, request.at)  # type: ignore[attr-defined]
    return SceneOut.of(scene, on, queries.came_in(scene.id))


@router.get("/presence/acts", response=list[ActOut])
@needs(Right.PRESENCE_RULES)
def read_acts(request: HttpRequest, limit: int = Query(50, ge=1, le=500)) -> list[ActOut]:  # type: ignore[type-arg]
    """What was proposed about keeping visits, the newest first, with how each stands."""
    return [ActOut.of_facts(each) for each in queries.acts(limit=limit)]


@router.get("/presence/acts/{presence_act_id}", response=ActOut)
@needs(Right.PRESENCE_RULES)
def read_act(request: HttpRequest, presence_act_id: UUID) -> ActOut:
    """One act with its steps."""
    return ActOut.of_facts(queries.act(presence_act_id))


@router.post("/presence/acts", response={201: ActOut})
@needs(Right.PRESENCE_PROPOSE)
def propose_act(request: HttpRequest, given: ActIn) -> Status[ActOut]:
    """Propose a scene, a hold, its end or a deletion before time; nothing happens before a second person approves it."""
    made = actions.propose_act(new=given.act(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, ActOut.of_facts(queries.act(made)))


@router.post("/presence/acts/{presence_act_id}/approve", response=ActOut)
@needs(Right.PRESENCE_RULES, Right.PRESENCE_DECIDE)
def approve_act(request: HttpRequest, presence_act_id: UUID) -> ActOut:
    """Sign an act that somebody else proposed; a deletion is carried out within the minute."""
    return ActOut.of_facts(actions.approve_act(act_id=presence_act_id, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/presence/acts/{presence_act_id}/reject", response=ActOut)
@needs(Right.PRESENCE_RULES, Right.PRESENCE_DECIDE)
def reject_act(request: HttpRequest, presence_act_id: UUID, given: WhyIn) -> ActOut:
    """Leave an act unapproved."""
    actions.reject_act(act_id=presence_act_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return ActOut.of_facts(queries.act(presence_act_id))


@router.post("/presence/acts/{presence_act_id}/end", response=ActOut)
@needs(Right.PRESENCE_RULES, Right.PRESENCE_PROPOSE)
def end_scene(request: HttpRequest, presence_act_id: UUID, given: WhyIn) -> ActOut:
    """Switch a scene off; it takes no row from then on."""
    actions.end_scene(act_id=presence_act_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return ActOut.of_facts(queries.act(presence_act_id))
