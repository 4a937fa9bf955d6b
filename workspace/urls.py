"""Addresses of workspace."""

from django.urls import path

from workspace import views

app_name = "workspace"

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("businesses/", views.business_list, name="business_list"),
    path("b/<slug:slug>/", views.home, name="home"),
    path("b/<slug:slug>/map/", views.map, name="map"),
    path("b/<slug:slug>/alignment/", views.alignment, name="alignment"),
]
