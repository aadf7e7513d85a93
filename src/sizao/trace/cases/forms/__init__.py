"""Forms of cases, persons, stays, seats and contacts."""

from sizao.trace.cases.forms.cases import CaseForm, ClassifyForm, CloseForm, NewCaseForm, ReasonForm, StayForm
from sizao.trace.cases.forms.contacts import ContactForm, DecideForm
from sizao.trace.cases.forms.fields import choose_areas
from sizao.trace.cases.forms.people import SubjectForm
from sizao.trace.cases.forms.seats import SeatsForm

__all__ = [
    "CaseForm",
    "ClassifyForm",
    "CloseForm",
    "ContactForm",
    "DecideForm",
    "NewCaseForm",
    "ReasonForm",
    "SeatsForm",
    "StayForm",
    "SubjectForm",
    "choose_areas",
]
