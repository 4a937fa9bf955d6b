"""Addresses that belong to no app: the mail this copy has sent, when it runs embedded."""

from django.conf import settings
from django.urls import path

from core import dev_mail

app_name = "core"

urlpatterns = (
    [
        path("dev/mail/", dev_mail.mail_list, name="dev_mail"),
        path("dev/mail/<str:name>/", dev_mail.mail_detail, name="dev_mail_detail"),
    ]
    if settings.EMBEDDED
    else []
)
