"""The pages of presence."""

from django.urls import path

from sizao.ground.presence import pages

app_name = "presence"
urlpatterns = [
    path("", pages.presence_page, name="presence"),
    path("places/<int:place_id>/", pages.place_page, name="place"),
    path("quarantine/", pages.quarantine_page, name="quarantine"),
    path("batches/", pages.batches_page, name="batches"),
    path("batches/send/", pages.send, name="send"),
    path("batches/<uuid:presence_batch_id>/", pages.batch_page, name="batch"),
    path("lake/", pages.lake_page, name="lake"),
    path("lake/seal/", pages.seal, name="seal"),
    path("retention/", pages.retention_page, name="retention"),
]
