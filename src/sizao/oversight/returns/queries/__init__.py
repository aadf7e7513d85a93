"""Reading daily returns: forms, units, sheets, how a day stands, its roll-up and its reconciliation."""

from sizao.oversight.returns.queries.counting import ledger
from sizao.oversight.returns.queries.forms import form, form_versions, forms, indicators, last_filed
from sizao.oversight.returns.queries.returns import (
    day_end,
    filed,
    filing,
    last_day,
    missing,
    reconciliations,
    revisions,
    roll_up,
    sheet,
    sheets,
    standings,
    to_file,
    unit_words,
)
from sizao.oversight.returns.queries.units import duties, duty, has_code, unit, units
from sizao.oversight.returns.queries.workbook import as_workbook

__all__ = [
    "as_workbook", "day_end", "duties", "duty", "filed", "filing", "form", "form_versions", "forms",
    "has_code", "indicators", "last_day", "last_filed", "ledger", "missing",
    "reconciliations", "revisions", "roll_up", "sheet", "sheets", "standings", "to_file", "unit", "unit_words", "units",
]  # fmt: skip
