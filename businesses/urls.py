"""Addresses of businesses."""

from django.urls import path

from businesses.views import consultants, invitation, log, practice, settings, team

app_name = "businesses"

T = "b/<slug:slug>/team/"
urlpatterns = [
    path(T, team.team, name="team"),
    path(f"{T}invite/", team.invitation_add, name="invitation_add"),
    path(f"{T}invitations/<int:invitation_id>/revoke/", team.invitation_revoke, name="invitation_revoke"),
    path(f"{T}leave/", team.leave, name="leave"),
    path(f"{T}<int:membership_id>/role/", team.member_role, name="member_role"),
    path(f"{T}<int:membership_id>/remove/", team.member_remove, name="member_remove"),
    path("b/<slug:slug>/settings/", settings.settings, name="settings"),
    path("b/<slug:slug>/history/", log.log, name="log"),
    path(f"{T}consultants/invite/", consultants.consultant_add, name="consultant_add"),
    path(f"{T}consultants/<int:engagement_id>/end/", consultants.engagement_end, name="engagement_end"),
    path("p/<slug:practice_slug>/invite/", practice.client_invite, name="client_invite"),
    path(
        "p/<slug:practice_slug>/invite/<int:invitation_id>/revoke/",
        practice.client_invite_revoke,
        name="client_invite_revoke",
    ),
    path("clients/invitations/<str:token>/", practice.client_invitation, name="client_invitation"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
]
