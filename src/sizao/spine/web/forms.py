"""The example form of the components page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("A line of help."), max_length=40)
    area = forms.ChoiceField(label=_("Area"), choices=[("1", "320282"), ("2", "320211")])
    agree = forms.BooleanField(label=_("Tick to agree"), required=False)
