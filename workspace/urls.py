"""Addresses of workspace."""

from django.urls import path

from workspace.views import alignment, home, system, welcome
from workspace.views import map as map_page

app_name = "workspace"

urlpatterns = [
    path("", welcome.welcome, name="welcome"),
    path("businesses/", welcome.business_list, name="business_list"),
    path("b/<slug:slug>/", home.home, name="home"),
    path("b/<slug:slug>/map/", map_page.map, name="map"),
    path("b/<slug:slug>/systems/<int:system_id>/", system.system_detail, name="system_detail"),
    path(
        "b/<slug:slug>/systems/<int:system_id>/<slug:kind>/<int:element_id>/", system.element_detail, name="element_detail"
    ),
    path("b/<slug:slug>/alignment/", alignment.alignment, name="alignment"),
    path("b/<slug:slug>/alignment/freshness/", alignment.freshness, name="freshness"),
]
