"""Addresses of reports."""

from django.urls import path

from reports.views import actions, findings

app_name = "reports"

urlpatterns = [
    path("b/<slug:slug>/actions/", actions.action_list, name="action_list"),
    path("b/<slug:slug>/actions/<int:action_id>/", actions.action_edit, name="action_edit"),
    path("b/<slug:slug>/actions/<int:action_id>/move/", actions.action_move, name="action_move"),
    path("b/<slug:slug>/findings/<int:finding_id>/", findings.finding_decision, name="finding_decision"),
    path("b/<slug:slug>/findings/<int:finding_id>/act/", findings.finding_act, name="finding_act"),
    path("b/<slug:slug>/findings/<int:finding_id>/dismiss/", findings.finding_dismiss, name="finding_dismiss"),
    path("b/<slug:slug>/findings/<int:finding_id>/reopen/", findings.finding_reopen, name="finding_reopen"),
]
