"""Addresses of a practice."""

from django.urls import path

from portfolio import views

app_name = "portfolio"

urlpatterns = [
    path("p/<slug:practice_slug>/", views.clients, name="clients"),
]
