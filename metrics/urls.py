"""Addresses of metrics."""

from django.urls import path

from metrics.views import check_in, edit, metric, numbers

app_name = "metrics"

urlpatterns = [
    path("b/<slug:slug>/numbers/", numbers.first_numbers, name="first_numbers"),
    path("b/<slug:slug>/check-in/", check_in.check_in, name="check_in"),
    path("b/<slug:slug>/check-in/<str:period>/", check_in.check_in_period, name="check_in_period"),
    path("b/<slug:slug>/check-in/<str:period>/r/<int:metric_id>/", check_in.reading_save, name="reading_save"),
    path("b/<slug:slug>/elements/<int:element_id>/metrics/add/", edit.metric_add, name="metric_add"),
    path("b/<slug:slug>/metrics/<int:metric_id>/", metric.metric_detail, name="metric_detail"),
    path("b/<slug:slug>/metrics/<int:metric_id>/edit/", edit.metric_edit, name="metric_edit"),
    path("b/<slug:slug>/metrics/<int:metric_id>/state/", edit.metric_state, name="metric_state"),
    path("b/<slug:slug>/metrics/<int:metric_id>/main/", edit.metric_main, name="metric_main"),
    path("b/<slug:slug>/metrics/<int:metric_id>/plans/", edit.plan_set, name="plan_set"),
    path("b/<slug:slug>/metrics/<int:metric_id>/plans/<int:plan_id>/remove/", edit.plan_remove, name="plan_remove"),
    path("b/<slug:slug>/metrics/<int:metric_id>/readings/", metric.reading_add, name="reading_add"),
    path("b/<slug:slug>/metrics/<int:metric_id>/readings/<str:period>/", metric.reading_edit, name="reading_edit"),
    path("b/<slug:slug>/metrics/<int:metric_id>/events/", metric.event_add, name="event_add"),
    path(
        "b/<slug:slug>/metrics/<int:metric_id>/events/<int:event_id>/remove/", metric.event_remove, name="event_remove"
    ),
]
