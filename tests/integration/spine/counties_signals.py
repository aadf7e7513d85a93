"""The signals of a county: two that may be the same, and one that was confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sizao.kernel.actors import Actor
from sizao.sense.signals import actions, queries
from sizao.sense.signals.types import NewSignal, SignalKind, Verdict


def build(county: Any, by: Actor, at: datetime) -> None:
    """Enter the objects of this module in ``county.ids``."""
    ids, mark = county.ids, county.mark.zh
    made = [
        actions.receive(
            new=NewSignal(
                channel=channel, kind=SignalKind.FEVER, area=county.town_area, occurred_at=at - timedelta(hours=1),
                source=f"{mark}卫生院", text=f"{mark}发热病人增多", source_ref=f"{mark}{channel}", people=4,
                disease="covid-19", place_id=ids["place_id"], person_id=ids["friend_id"],
            ),
            by=by, at=at,
        )[0]
        for channel in ("fever_clinic", "hotline", "laboratory")
    ]  # fmt: skip
    ids["signal_id"], ids["twin_id"], ids["confirmed_signal_id"] = made
    actions.close(
        signal_id=made[2], verdict=Verdict.CONFIRMED, reason=f"{mark}核酸阳性", by=by, at=at + timedelta(hours=1)
    )
    ids["signal_number"] = queries.signal(made[0]).number
