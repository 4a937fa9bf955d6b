"""The second wall of reviews."""

from django.db import migrations

from core.rls import protect, same_business


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_initial"),
        ("businesses", "0005_practices_row_level_security"),
        ("systems", "0002_row_level_security"),
        ("reports", "0001_initial"),
    ]

    operations = [
        same_business(
            ("reviews_review", "map_version_id", "systems_mapversion"),
            ("reviews_review", "since_id", "systems_mapversion"),
            ("reviews_review", "report_id", "reports_report"),
            ("reviews_thread", "system_id", "systems_system"),
            ("reviews_thread", "element_id", "systems_element"),
            ("reviews_comment", "thread_id", "reviews_thread"),
            ("reviews_comment", "review_id", "reviews_review"),
            ("reviews_suggestion", "comment_id", "reviews_comment"),
            ("reviews_suggestion", "element_id", "systems_element"),
        ),
        protect("reviews_review", "reviews_thread", "reviews_comment", "reviews_suggestion"),
    ]
