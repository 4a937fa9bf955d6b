"""Addresses of metrics."""

from django.urls import path

from metrics import views

app_name = "metrics"

urlpatterns = [
    path("b/<slug:slug>/check-in/", views.check_in, name="check_in"),
]
