"""Forms of command, by theme."""

from sizao.ground.command.forms.attention import LimitForm
from sizao.ground.command.forms.incidents import (
    AreaCode,
    AssignForm,
    DelayForm,
    EvidenceForm,
    IncidentForm,
    MarkForm,
    MemberForm,
    Moment,
    ReasonForm,
    StateForm,
    TaskForm,
    labelled,
)
from sizao.ground.command.forms.papers import (
    CircularForm,
    ConfirmForm,
    InstructionForm,
    MeetingForm,
    MinutesForm,
    OrderForm,
    ReportForm,
    ResolutionForm,
    SplitForm,
)

__all__ = [
    "AreaCode",
    "AssignForm",
    "CircularForm",
    "ConfirmForm",
    "DelayForm",
    "EvidenceForm",
    "IncidentForm",
    "InstructionForm",
    "LimitForm",
    "MarkForm",
    "MeetingForm",
    "MemberForm",
    "MinutesForm",
    "Moment",
    "OrderForm",
    "ReasonForm",
    "ReportForm",
    "ResolutionForm",
    "SplitForm",
    "StateForm",
    "TaskForm",
    "labelled",
]
