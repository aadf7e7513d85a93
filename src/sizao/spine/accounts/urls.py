"""The accounts room's pages."""

from django.urls import path

from sizao.spine.accounts import pages

app_name = "accounts"
urlpatterns = [
    path("sign-in/", pages.sign_in, name="sign_in"),
    path("second-factor/", pages.second_factor, name="second_factor"),
    path("sign-out/", pages.sign_out, name="sign_out"),
    path("switch/<int:grant_id>/", pages.switch, name="switch"),
    path("language/", pages.language, name="language"),
    path("", pages.accounts, name="accounts"),
    path("create/", pages.create, name="create"),
    path("end-role/<int:grant_id>/", pages.end_role, name="end_role"),
]
