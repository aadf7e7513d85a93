"""The pages of cases and contacts."""

from django.urls import path

from sizao.trace.cases import pages

app_name = "cases"
urlpatterns = [
    path("", pages.cases_page, name="cases"),
    path("new/<uuid:incident_id>/", pages.new_case, name="new_case"),
    path("people/", pages.find_person, name="find_person"),
    path("contacts/", pages.contacts_page, name="contacts"),
    path("contacts/confirm/", pages.confirm_page, name="confirm"),
    path("contacts/decide/", pages.decide, name="decide"),
    path("contacts/decisions/<uuid:decision_id>/", pages.decision_page, name="decision"),
    path("contacts/decisions/<uuid:decision_id>/undo/", pages.undo_decision, name="undo_decision"),
    path("contacts/<uuid:contact_id>/", pages.contact_page, name="contact"),
    path("contacts/<uuid:contact_id>/join/", pages.join_contact, name="join_contact"),
    path("chain/<uuid:incident_id>/", pages.chain_page, name="chain"),
    path("chain/<uuid:incident_id>/table/", pages.chain_table_page, name="chain_table"),
    path("clusters/<uuid:incident_id>/", pages.clusters_page, name="clusters"),
    path("clusters/<uuid:incident_id>/record/", pages.record_cluster, name="record_cluster"),
    path("cluster/<uuid:cluster_id>/", pages.cluster_page, name="cluster"),
    path("rejudge/<uuid:incident_id>/", pages.rejudge_page, name="rejudge"),
    path("rejudge/<uuid:incident_id>/apply/", pages.apply_rejudgement, name="apply_rejudgement"),
    path("<uuid:case_id>/", pages.case_page, name="case"),
    path("<uuid:case_id>/edit/", pages.edit_case, name="edit_case"),
    path("<uuid:case_id>/classify/", pages.classify, name="classify"),
    path("<uuid:case_id>/stays/", pages.add_stay, name="add_stay"),
    path("<uuid:case_id>/stays/<uuid:stay_id>/drop/", pages.drop_stay, name="drop_stay"),
    path("<uuid:case_id>/contacts/", pages.name_contact, name="name_contact"),
    path("<uuid:case_id>/seats/", pages.seats_page, name="seats"),
    path("<uuid:case_id>/join/", pages.join_case, name="join_case"),
    path("<uuid:case_id>/close/", pages.close, name="close"),
]
