"""Addresses of accounts."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("settings/", views.profile, name="profile"),
    path("settings/theme/", views.theme, name="theme"),
    path("settings/sessions/", views.sessions, name="sessions"),
]
