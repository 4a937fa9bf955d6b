"""Addresses of reports."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("b/<slug:slug>/actions/", views.action_list, name="action_list"),
]
