"""Addresses of digests."""

from django.urls import path

from digests import views

app_name = "digests"

urlpatterns = [
    path("settings/digests/", views.preference_list, name="preferences"),
    path("b/<slug:slug>/digest/", views.digest_set, name="digest_set"),
    path("b/<slug:slug>/digest/preview/", views.digest_preview, name="digest_preview"),
    path("b/<slug:slug>/digest/now/", views.digest_send, name="digest_send"),
    path("b/<slug:slug>/digest/<int:entry_id>/again/", views.digest_again, name="digest_again"),
    path("d/stop/<str:token>/", views.digest_stop, name="stop"),
]
