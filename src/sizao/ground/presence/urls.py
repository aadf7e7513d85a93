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
    path("scenes/", pages.scenes_page, name="scenes"),
    path("scenes/<slug:scene>/", pages.scene_page, name="scene"),
    path("scenes/<slug:scene>/switch-on/", pages.switch_on, name="switch_on"),
    path("acts/", pages.acts_page, name="acts"),
    path("acts/hold/", pages.hold, name="hold"),
    path("acts/delete/", pages.delete_before_time, name="delete"),
    path("acts/<uuid:presence_act_id>/", pages.act_page, name="act"),
    path("acts/<uuid:presence_act_id>/approve/", pages.approve, name="approve"),
    path("acts/<uuid:presence_act_id>/reject/", pages.reject, name="reject"),
    path("acts/<uuid:presence_act_id>/lift/", pages.lift, name="lift"),
    path("acts/<uuid:presence_act_id>/end/", pages.end, name="end"),
]
