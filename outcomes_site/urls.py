"""Every address of the product. Each app names its own; a test walks them all."""

from django.urls import include, path

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"

urlpatterns = [
    path("api/", include("outcomes_site.api_urls")),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.entrance_urls")),
    path("", include("businesses.urls")),
    path("", include("systems.urls")),
    path("", include("metrics.urls")),
    path("", include("reports.urls")),
    path("", include("reviews.urls")),
    path("", include("portfolio.urls")),
    path("", include("digests.urls")),
    path("", include("workspace.urls")),
]
