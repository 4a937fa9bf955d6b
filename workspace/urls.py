"""Addresses of workspace."""

from django.urls import path

from workspace.coverage import views as coverage
from workspace.start import views as start
from workspace.views import alignment, help, home, jump, system, welcome
from workspace.views import map as map_page

app_name = "workspace"

urlpatterns = [
    path("", welcome.welcome, name="welcome"),
    path("businesses/", welcome.landing, name="landing"),  # settings.LOGIN_REDIRECT_URL
    path("businesses/all/", welcome.business_list, name="business_list"),
    path("businesses/sample/", welcome.sample_open, name="sample_open"),
    path("help/", help.idea, name="help"),
    path("help/verdict/", help.verdict, name="help_verdict"),
    path("help/week/", help.week, name="help_week"),
    path("help/keys/", help.keys, name="help_keys"),
    path("help/api/", help.api, name="help_api"),
    path("start/", start.start, name="start"),
    path("start/preview/", start.start_preview, name="start_preview"),
    path("start/coach/", start.start_coach, name="start_coach"),
    path("start/<slug:slug>/1/", start.start_about, name="start_about"),
    path("start/<slug:slug>/2/", start.start_systems, name="start_systems"),
    path("start/<slug:slug>/2/preview/", start.start_systems_preview, name="start_systems_preview"),
    path("start/<slug:slug>/3/", start.start_changes, name="start_changes"),
    path("start/<slug:slug>/3/keep/", start.start_keep, name="start_keep"),
    path("b/<slug:slug>/", home.home, name="home"),
    path("b/<slug:slug>/jump/", jump.jump, name="jump"),
    path("p/<slug:practice_slug>/jump/", jump.practice_jump, name="practice_jump"),
    path("b/<slug:slug>/map/", map_page.map, name="map"),
    path("b/<slug:slug>/map/systems/<int:system_id>/", map_page.map_system, name="map_system"),
    path("b/<slug:slug>/coverage/", coverage.coverage, name="coverage"),
    path("b/<slug:slug>/coverage/answer/", coverage.coverage_answer, name="coverage_answer"),
    path("b/<slug:slug>/systems/<int:system_id>/", system.system_detail, name="system_detail"),
    path(
        "b/<slug:slug>/systems/<int:system_id>/<slug:kind>/<int:element_id>/",
        system.element_detail,
        name="element_detail",
    ),
    path("b/<slug:slug>/alignment/", alignment.alignment, name="alignment"),
    path("b/<slug:slug>/alignment/freshness/", alignment.freshness, name="freshness"),
]
