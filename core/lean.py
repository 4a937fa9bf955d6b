"""Templates without their indentation: it is for those who read them, and was a third of what every page sent."""

import re
from typing import Any

from django.template.loaders import filesystem

INDENT = re.compile(r"\n[ \t]+")
# A mail is sent as it was written; what is preformatted means its spaces.
KEPT = ("/mail/", "/email/")


class Loader(filesystem.Loader):
    """The templates of the project. Lines stay lines, so that an error still names the right one."""

    def get_contents(self, origin: Any) -> str:
        text = str(super().get_contents(origin))
        name = str(origin.template_name)
        if not name.endswith(".html") or any(part in f"/{name}" for part in KEPT) or "<pre" in text:
            return text
        return INDENT.sub("\n", text)
