"""What a county proposed about keeping visits: a hold that waits for its second person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sizao.ground.presence import actions
from sizao.ground.presence.types import ActKind, NewAct
from sizao.kernel.actors import Actor


def build(county: Any, by: Actor, at: datetime) -> None:
    """Enter the objects of this module in ``county.ids``."""
    mark = county.mark.zh
    new = NewAct(
        kind=ActKind.HOLD, area=county.area, reason=f"{mark}审计取证", basis=f"{mark}审〔演示〕1号",
        until=(at + timedelta(days=20)).date(),
    )  # fmt: skip
    county.ids["presence_act_id"] = actions.propose_act(new=new, by=by, at=at)
