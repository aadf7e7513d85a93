"""Forms for signing in and for accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sizao.spine.accounts.types import Role


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("User name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The six digits of the second factor."""

    code = forms.CharField(label=_("Six-digit code"), min_length=6, max_length=6)


class PasswordForm(forms.Form):
    """The present password, the code where the account has a second factor, and the new password twice."""

    present = forms.CharField(
        label=_("Present password"), max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Six-digit code"), min_length=6, max_length=6, help_text=_("From your authenticator app"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip
    new = forms.CharField(
        label=_("New password"), max_length=128, help_text=_("Long, not like the user name, none of the common ones"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password once more"), max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: object, has_factor: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not has_factor:
            del self.fields["code"]

    def clean_again(self) -> str:
        """Both times the same."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new", again):
            raise forms.ValidationError(_("The two new passwords are not the same."))
        return again


class AccountForm(forms.Form):
    """A new account with its first role."""

    username = forms.CharField(label=_("User name"), max_length=60)
    display_name = forms.CharField(label=_("Name or post"), max_length=80)
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), max_length=128
    )
    role = forms.ChoiceField(label=_("Role"))
    area = forms.CharField(label=_("Area code"), max_length=19)
    organisation = forms.CharField(label=_("Organisation"), max_length=120, required=False)

    def __init__(self, *args: object, language: str = "zh", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choices = [(role.value, role.words.in_language(language)) for role in Role]  # type: ignore[attr-defined]
