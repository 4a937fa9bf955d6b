"""Addresses of systems."""

from django.urls import path

from systems import views

app_name = "systems"

urlpatterns = [
]
