"""The pages of presence: visits and places, batches, the lake, data scenes, and what is signed about keeping visits."""

from sizao.ground.presence.pages.acts import (
    act_page,
    acts_page,
    approve,
    delete_before_time,
    end,
    hold,
    lift,
    reject,
    switch_on,
)
from sizao.ground.presence.pages.batches import batch_page, batches_page, send
from sizao.ground.presence.pages.keeping import lake_page, retention_page, seal
from sizao.ground.presence.pages.scenes import scene_page, scenes_page
from sizao.ground.presence.pages.visits import place_page, presence_page, quarantine_page

__all__ = [
    "act_page", "acts_page", "approve", "batch_page", "batches_page", "delete_before_time", "end", "hold", "lake_page", "lift", "place_page", "presence_page", "quarantine_page",
    "reject", "retention_page", "scene_page", "scenes_page", "seal", "send", "switch_on",
]  # fmt: skip
