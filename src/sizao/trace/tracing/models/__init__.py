"""Tables of tracing: runs, the persons they found, the calls that settle leads, and traces that wait for a signature."""

from sizao.trace.tracing.models.runs import (
    Ending,
    Exposed,
    Lead,
    LeadCheck,
    LeadReply,
    TracedCase,
    TraceRun,
    lead_number,
    read_counts,
    run_number,
    stored_clause,
    stored_counts,
    stored_met,
)
from sizao.trace.tracing.models.signatures import SignatureRequest, SignatureStep, signature_number

__all__ = [
    "Ending", "Exposed", "Lead", "LeadCheck", "LeadReply", "SignatureRequest", "SignatureStep", "TraceRun", "TracedCase", "lead_number",
    "read_counts", "run_number", "signature_number", "stored_clause", "stored_counts", "stored_met",
]  # fmt: skip
