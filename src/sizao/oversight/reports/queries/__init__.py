"""Reading reports: a day's report counted from the ledgers, the filed ones, and the papers made of them."""

from sizao.oversight.reports.queries.counting import day_report, standing
from sizao.oversight.reports.queries.filings import days, filing, filings, latest, may_file
from sizao.oversight.reports.queries.pdf import as_pdf
from sizao.oversight.reports.queries.word import as_word
from sizao.oversight.reports.queries.workbook import as_workbook

__all__ = [
    "as_pdf", "as_word", "as_workbook", "day_report", "days", "filing", "filings", "latest", "may_file", "standing",
]  # fmt: skip
