"""The pages of presence: visits and places, batches and their receipts, the lake, and how long visits are kept."""

from sizao.ground.presence.pages.batches import batch_page, batches_page, send
from sizao.ground.presence.pages.keeping import lake_page, retention_page, seal
from sizao.ground.presence.pages.visits import place_page, presence_page, quarantine_page

__all__ = [
    "batch_page", "batches_page", "lake_page", "place_page", "presence_page", "quarantine_page", "retention_page",
    "seal", "send",
]  # fmt: skip
