"""Writing presence: batches of visits into the tail, generations of the lake out of it, and deletions from both."""

from sizao.ground.presence.actions.acting import approve_act, carry_out_deletions, end_scene, propose_act, reject_act
from sizao.ground.presence.actions.correcting import apply_corrections
from sizao.ground.presence.actions.forgetting import expire, forget_persons, set_hold
from sizao.ground.presence.actions.receiving import read_file, receive_batch
from sizao.ground.presence.actions.recording import record_visits
from sizao.ground.presence.actions.sealing import begin_seal, recover, seal_days, seal_visits, sweep

__all__ = [
    "apply_corrections", "approve_act", "begin_seal", "carry_out_deletions", "end_scene", "expire", "forget_persons", "propose_act", "read_file", "receive_batch", "record_visits",
    "recover", "reject_act", "seal_days", "seal_visits", "set_hold", "sweep",
]  # fmt: skip
