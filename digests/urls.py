"""Addresses of digests."""

from django.urls import path

from digests import views

app_name = "digests"

B, P = "b/<slug:slug>/digest/", "p/<slug:practice_slug>/digest/"
urlpatterns = [
    path("settings/digests/", views.preference_list, name="preferences"),
    path(B, views.digest_set, name="digest_set"),
    path(f"{B}preview/", views.digest_preview, name="digest_preview"),
    path(f"{B}now/", views.digest_send, name="digest_send"),
    path(f"{B}<int:entry_id>/again/", views.digest_again, name="digest_again"),
    path(P, views.edition_set, name="edition_set"),
    path(f"{P}preview/", views.edition_preview, name="edition_preview"),
    path(f"{P}now/", views.edition_send, name="edition_send"),
    path(f"{P}<int:entry_id>/again/", views.edition_again, name="edition_again"),
    path("d/stop/<str:token>/", views.digest_stop, name="stop"),
]
