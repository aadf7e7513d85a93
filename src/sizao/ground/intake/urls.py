"""The intake pages' addresses."""

from django.urls import path

from sizao.ground.intake import pages

app_name = "intake"
urlpatterns = [
    path("", pages.batches_page, name="batches"),
    path("send/", pages.upload, name="upload"),
    path("<uuid:batch_id>/", pages.batch_page, name="batch"),
    path("<uuid:batch_id>/mapping/", pages.mapping_page, name="mapping"),
    path("<uuid:batch_id>/enter/", pages.commit, name="commit"),
    path("<uuid:batch_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("<uuid:batch_id>/records/", pages.records_page, name="records"),
    path("<uuid:batch_id>/rejected.csv", pages.rejections, name="rejections"),
]
