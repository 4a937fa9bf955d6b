"""Addresses of businesses."""

from django.urls import path

from businesses import views

app_name = "businesses"

urlpatterns = [
    path("b/<slug:slug>/team/", views.team, name="team"),
    path("b/<slug:slug>/settings/", views.settings, name="settings"),
    path("b/<slug:slug>/history/", views.log, name="log"),
]
