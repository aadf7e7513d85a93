"""Reading reports: a day's report counted from the ledgers, the filed ones, the 7-1-7 assessment, and their papers."""

from sizao.oversight.reports.queries.assessing import assessment_as_word, assessment_as_workbook
from sizao.oversight.reports.queries.counting import assessment, day_report, standing
from sizao.oversight.reports.queries.filings import (
    began_on,
    days,
    filed_report,
    filing,
    filings,
    last_day,
    latest,
    may_file,
    quiet_since,
)
from sizao.oversight.reports.queries.pack_papers import pack_as_pdf, pack_as_word, pack_as_zip
from sizao.oversight.reports.queries.packs import gathered, pack, packs
from sizao.oversight.reports.queries.pdf import as_pdf, picture, pictures
from sizao.oversight.reports.queries.word import as_word
from sizao.oversight.reports.queries.workbook import as_workbook

__all__ = [
    "as_pdf", "as_word", "as_workbook", "assessment", "assessment_as_word", "assessment_as_workbook",
    "began_on", "day_report", "days", "filed_report", "filing", "filings", "gathered", "last_day", "latest",
    "may_file", "pack", "pack_as_pdf", "pack_as_word", "pack_as_zip", "packs", "picture", "pictures",
    "quiet_since", "standing",
]  # fmt: skip
