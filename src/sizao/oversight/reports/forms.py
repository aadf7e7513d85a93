"""The reports' form."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FilingForm(forms.Form):
    """File a day's report; the reason is asked for when it corrects a filed one."""

    reason = forms.CharField(label=_("Reason for the correction"), max_length=300, required=False)
