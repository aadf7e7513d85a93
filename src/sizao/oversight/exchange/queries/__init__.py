"""Reading what goes out: an incident's records, one case's file, a day's counts."""

from sizao.oversight.exchange.queries.counts import day_counts
from sizao.oversight.exchange.queries.mapping import dhis2_mapping
from sizao.oversight.exchange.queries.records import case_file, incident_records

__all__ = ["case_file", "day_counts", "dhis2_mapping", "incident_records"]
