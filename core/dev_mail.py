"""Mail of an embedded copy, read in the browser instead of an inbox. Exists in that mode only."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def _messages(file: Path) -> list[EmailMessage]:
    """The messages of one file of Django's file-based mail backend."""
    parts = file.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
    return [email.message_from_bytes(p, policy=email.policy.default) for p in parts if p.strip()]


def _files() -> list[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return sorted(folder.glob("*.log"), key=lambda f: f.stat().st_mtime, reverse=True) if folder.exists() else []


def mail_list(request: HttpRequest) -> HttpResponse:
    """All mail, newest first."""
    mails = [
        {
            "name": f"{file.stem}.{i}",
            "to": message["To"],
            "subject": message["Subject"],
            "at": datetime.fromtimestamp(file.stat().st_mtime, UTC),
        }
        for file in _files()[:200]
        for i, message in reversed(list(enumerate(_messages(file))))
    ]
    return render(request, "core/mail_list.html", {"mails": mails})


def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its plain-text part, with its links to press."""
    stem, _, number = name.rpartition(".")
    file = next((f for f in _files() if f.stem == stem), None)
    if file is None or not number.isdigit() or int(number) >= len(_messages(file)):
        raise Http404
    message = _messages(file)[int(number)]
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return render(request, "core/mail_detail.html", {"mail": message, "text": text})
