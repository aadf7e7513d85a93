"""The intake pages: batches, send a file, look it over, correct its mapping, what was kept of it."""

from sizao.ground.intake.pages.batches import (
    batch_page,
    batches_page,
    commit,
    mapping_page,
    rejections,
    upload,
    withdraw,
)
from sizao.ground.intake.pages.records import records_page

__all__ = [
    "batch_page",
    "batches_page",
    "commit",
    "mapping_page",
    "records_page",
    "rejections",
    "upload",
    "withdraw",
]
