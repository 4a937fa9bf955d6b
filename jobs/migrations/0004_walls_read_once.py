from typing import Any, ClassVar

from django.db import migrations

from core.rls import read_once


class Migration(migrations.Migration):
    """Every policy that was made before reads the businesses of a transaction once for each statement."""

    dependencies: ClassVar[list[Any]] = [
        ("jobs", "0003_scopes"),
        ("businesses", "0009_api_tokens_row_level_security"),
        ("digests", "0004_scopes_row_level_security"),
        ("frameworks", "0004_adoption_draft"),
        ("metrics", "0004_revisions"),
        ("reports", "0004_parts"),
        ("reviews", "0002_row_level_security"),
        ("systems", "0003_label"),
    ]
    operations: ClassVar[list[Any]] = [read_once()]
