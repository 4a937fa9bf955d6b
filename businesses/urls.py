"""Addresses of businesses."""

from django.urls import path

from businesses.views import (
    consultants,
    invitation,
    log,
    practice,
    practice_clients,
    practice_team,
    settings,
    team,
    tokens,
)

app_name = "businesses"

T = "b/<slug:slug>/team/"
P = "p/<slug:practice_slug>/"
urlpatterns = [
    path(T, team.team, name="team"),
    path(f"{T}invite/", team.invitation_add, name="invitation_add"),
    path(f"{T}invitations/<int:invitation_id>/revoke/", team.invitation_revoke, name="invitation_revoke"),
    path(f"{T}leave/", team.leave, name="leave"),
    path(f"{T}<int:membership_id>/role/", team.member_role, name="member_role"),
    path(f"{T}<int:membership_id>/remove/", team.member_remove, name="member_remove"),
    path("b/<slug:slug>/settings/", settings.settings, name="settings"),
    path("b/<slug:slug>/history/", log.log, name="log"),
    path("b/<slug:slug>/tokens/", tokens.token_list, name="token_list"),
    path("b/<slug:slug>/tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
    path(f"{T}consultants/invite/", consultants.consultant_add, name="consultant_add"),
    path(f"{T}consultants/<int:engagement_id>/end/", consultants.engagement_end, name="engagement_end"),
    path(f"{P}invite/", practice.client_invite, name="client_invite"),
    path(f"{P}invite/<int:invitation_id>/revoke/", practice.client_invite_revoke, name="client_invite_revoke"),
    path(f"{P}settings/", practice.practice_settings, name="practice_settings"),
    path(f"{P}team/", practice_team.team, name="practice_team"),
    path(f"{P}team/invite/", practice_team.colleague_invite, name="colleague_invite"),
    path(
        f"{P}team/invitations/<int:invitation_id>/revoke/",
        practice_team.colleague_invite_revoke,
        name="colleague_invite_revoke",
    ),
    path(f"{P}team/leave/", practice_team.leave, name="practice_leave"),
    path(f"{P}team/<int:member_id>/role/", practice_team.colleague_role, name="colleague_role"),
    path(f"{P}team/<int:member_id>/remove/", practice_team.colleague_remove, name="colleague_remove"),
    path(f"{P}clients/<int:engagement_id>/", practice_clients.client_people, name="client_people"),
    path(f"{P}clients/<int:engagement_id>/end/", practice_clients.client_end, name="client_end"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
    path("clients/invitations/<str:token>/", invitation.client_invitation, name="client_invitation"),
    path("practices/invitations/<str:token>/", invitation.practice_invitation, name="practice_invitation"),
]
