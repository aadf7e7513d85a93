"""Addresses of notices."""

from django.urls import path

from sizao.oversight.notices import pages

app_name = "notices"
urlpatterns = [
    path("", pages.notices_page, name="notices"),
    path("draft/", pages.draft, name="draft"),
    path("issue/", pages.issue, name="issue"),
    path("<uuid:notice_id>/", pages.notice_page, name="notice"),
    path("<uuid:notice_id>/<str:language>/paper.<str:form>", pages.notice_paper, name="notice_paper"),
]
