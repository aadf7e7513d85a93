"""The access room's pages."""

from django.urls import path

from sizao.oversight.access import pages

app_name = "access"
urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("second-factor/", pages.second_factor, name="second_factor"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("switch/<int:grant_id>/", pages.switch, name="switch"),
    path("language/", pages.language, name="language"),
    path("", pages.me, name="me"),
    path("password/", pages.password, name="password"),
    path("accounts/", pages.accounts, name="accounts"),
    path("accounts/<int:account_id>/factor/", pages.forget_factor, name="forget_factor"),
    path("accounts/<int:account_id>/unlock/", pages.unlock, name="unlock"),
    path("log/", pages.log, name="log"),
    path("own/", pages.own, name="own"),
    path("create/", pages.create, name="create"),
    path("end-role/<int:grant_id>/", pages.end_role, name="end_role"),
]
