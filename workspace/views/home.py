"""Home of a business."""

from django.http import HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can


@business_view(Can.READ)
def home(request: BusinessRequest) -> HttpResponse:
    return render(request, "base.html")
