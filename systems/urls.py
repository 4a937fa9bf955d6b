"""Addresses of systems: edits of the map. The pages around them are workspace's."""

from django.urls import path

from systems.views import coach, elements, links, removed, systems

app_name = "systems"

B = "b/<slug:slug>"
E = f"{B}/elements/<int:element_id>"
S = f"{B}/systems/<int:system_id>"

urlpatterns = [
    path(f"{B}/map/removed/", removed.removed, name="removed"),
    path(f"{B}/systems/add/", systems.system_add, name="system_add"),
    path(f"{S}/about/", systems.about, name="about"),
    path(f"{S}/edit/", systems.system_edit, name="system_edit"),
    path(f"{S}/move/", systems.system_move, name="system_move"),
    path(f"{S}/remove/", systems.system_remove, name="system_remove"),
    path(f"{S}/restore/", systems.system_restore, name="system_restore"),
    path(f"{S}/<slug:kind>/", elements.section, name="section"),
    path(f"{S}/<slug:kind>/add/", elements.element_add, name="element_add"),
    path(f"{S}/<slug:kind>/quick/", elements.element_quick, name="element_quick"),
    path(f"{E}/row/", elements.element_row, name="element_row"),
    path(f"{E}/edit/", elements.element_edit, name="element_edit"),
    path(f"{E}/move/", elements.element_move, name="element_move"),
    path(f"{E}/remove/", elements.element_remove, name="element_remove"),
    path(f"{E}/restore/", elements.element_restore, name="element_restore"),
    path(f"{E}/goal/", systems.goal_set, name="goal_set"),
    path(f"{E}/links/<slug:way>/add/", links.link_add, name="link_add"),
    path(f"{E}/links/<slug:way>/<int:link_id>/edit/", links.link_edit, name="link_edit"),
    path(f"{E}/links/<slug:way>/<int:link_id>/remove/", links.link_remove, name="link_remove"),
    path(f"{B}/coach/<slug:kind>/", coach.coach, name="coach"),
    path(f"{B}/coach/<slug:kind>/answer/", coach.coach_answer, name="coach_answer"),
]
