"""One system, one element."""

from django.http import HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can


@business_view(Can.READ)
def system_detail(request: BusinessRequest, system_id: int) -> HttpResponse:
    return render(request, "base.html")


@business_view(Can.READ)
def element_detail(request: BusinessRequest, system_id: int, kind: str, element_id: int) -> HttpResponse:
    return render(request, "base.html")
