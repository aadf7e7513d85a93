"""The registry's pages."""

from django.urls import path

from sizao.ground.registry import pages

app_name = "registry"
urlpatterns = [
    path("areas/", pages.areas_page, name="areas"),
    path("areas/<str:code>/", pages.area_page, name="area"),
    path("areas/<str:code>/add/", pages.add_area, name="add_area"),
    path("areas/<str:code>/rename/", pages.rename_area, name="rename_area"),
    path("areas/<str:code>/close/", pages.close_area, name="close_area"),
    path("areas/<str:code>/reopen/", pages.reopen_area, name="reopen_area"),
    path("areas/<str:code>/chief/", pages.appoint_chief, name="appoint_chief"),
    path("areas/<str:code>/chief/end/", pages.dismiss_chief, name="dismiss_chief"),
    path("boundaries/", pages.boundaries_page, name="boundaries"),
    path("boundaries/<uuid:file_id>/", pages.boundary_page, name="boundary"),
    path("boundaries/<uuid:file_id>/apply/", pages.apply_boundaries, name="apply_boundaries"),
    path("boundaries/<uuid:file_id>/aside/", pages.set_boundaries_aside, name="set_boundaries_aside"),
    path("households/", pages.households_page, name="households"),
    path("households/add/", pages.add_household, name="add_household"),
    path("households/<uuid:household_id>/", pages.household_page, name="household"),
    path("households/<uuid:household_id>/join/", pages.join_household, name="join_household"),
    path("households/<uuid:household_id>/leave/", pages.leave_household, name="leave_household"),
    path("households/<uuid:household_id>/needs/", pages.note_need, name="note_need"),
    path("needs/", pages.needs_page, name="needs"),
    path("needs/<uuid:need_id>/", pages.need_page, name="need"),
    path("needs/<uuid:need_id>/plan/", pages.plan_help, name="plan_help"),
    path("needs/<uuid:need_id>/met/", pages.mark_met, name="mark_met"),
    path("needs/<uuid:need_id>/end/", pages.end_need, name="end_need"),
    path("organisations/", pages.organisations_page, name="organisations"),
    path("organisations/add/", pages.add_organisation, name="add_organisation"),
    path("places/", pages.places_page, name="places"),
    path("places/add/", pages.add_place, name="add_place"),
    path("places/<int:place_id>/", pages.place_page, name="place"),
    path("places/<int:place_id>/run-by/", pages.run_by, name="run_by"),
    path("places/<int:place_id>/responsible/", pages.name_responsible, name="name_responsible"),
    path("responsibilities/<uuid:responsibility_id>/end/", pages.end_responsibility, name="end_responsibility"),
]
