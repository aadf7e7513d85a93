"""What may be asked of an incident's analysis; the scope is the transaction's."""

from sizao.oversight.analysis.queries.facts import outbreak, published
from sizao.oversight.analysis.queries.findings import analysis
from sizao.oversight.analysis.queries.papers import as_csv, as_workbook

__all__ = ["analysis", "as_csv", "as_workbook", "outbreak", "published"]
