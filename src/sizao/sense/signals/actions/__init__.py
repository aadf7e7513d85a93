"""What is done with signals: they are received, one or many; assigned, checked, told apart, closed; and joined to what follows."""

from sizao.sense.signals.actions.arriving import import_list, receive, receive_many
from sizao.sense.signals.actions.checking import assign, begin_check, close, tell_apart
from sizao.sense.signals.actions.following import attach_case, join_incident, note_opened, want_incident
from sizao.sense.signals.actions.silences import note_silences

__all__ = [
    "assign", "attach_case", "begin_check", "close", "import_list", "join_incident", "note_opened", "note_silences", "receive",
    "receive_many", "tell_apart", "want_incident",
]  # fmt: skip
