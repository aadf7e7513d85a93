"""Step 0: outside files become persons, cases, contacts, exposures and visits; records go out again as files."""

from sizao.flow.step0_intake.choices import open_incidents
from sizao.flow.step0_intake.entering import apply_batch, ask_for_the_missing_rows, batch_committed
from sizao.flow.step0_intake.exporting import export
from sizao.flow.step0_intake.people import enrol

__all__ = ["apply_batch", "ask_for_the_missing_rows", "batch_committed", "enrol", "export", "open_incidents"]
