"""Addresses of frameworks."""

from django.urls import path

from frameworks import views

app_name = "frameworks"

urlpatterns = [
    path("start/", views.start, name="start"),
]
