"""The second wall of the tables of metrics, and of what the map says of them."""

from django.db import migrations

from core.rls import protect, run_on_postgresql, same_business


class Migration(migrations.Migration):
    dependencies = [("metrics", "0002_initial"), ("systems", "0002_row_level_security")]

    operations = [
        same_business(
            ("metrics_metric", "element_id", "systems_element"),
            ("metrics_metric", "owner_id", "businesses_membership"),
            ("metrics_plan", "metric_id", "metrics_metric"),
            ("metrics_reading", "metric_id", "metrics_metric"),
            ("metrics_readingchange", "reading_id", "metrics_reading"),
            ("metrics_skip", "metric_id", "metrics_metric"),
            ("metrics_event", "metric_id", "metrics_metric"),
            ("systems_system", "volume_metric_id", "metrics_metric"),
            ("systems_flow", "measured_by_id", "metrics_metric"),
            ("systems_flow", "limits_id", "metrics_metric"),
        ),
        run_on_postgresql(
            "ALTER TABLE businesses_business ADD CONSTRAINT businesses_business_goal_tenant FOREIGN KEY (id, goal_id) "
            "REFERENCES systems_element (business_id, id) DEFERRABLE INITIALLY DEFERRED",
        ),
        run_on_postgresql("CREATE INDEX metrics_reading_latest ON metrics_reading (metric_id, period DESC) INCLUDE (value)"),
        protect(
            "metrics_metric", "metrics_plan", "metrics_reading", "metrics_readingchange", "metrics_skip", "metrics_event"
        ),
    ]
