"""Writing presence: batches of visits into the tail, generations of the lake out of it, and deletions from both."""

from sizao.ground.presence.actions.recording import record_visits
from sizao.ground.presence.actions.sealing import begin_seal, recover, seal_days, seal_visits, sweep

__all__ = ["begin_seal", "record_visits", "recover", "seal_days", "seal_visits", "sweep"]
