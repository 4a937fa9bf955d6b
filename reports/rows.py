"""Everything of one business that the engine is told, read in eight queries whatever its size."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from businesses.models import Business
from metrics.models import Metric, Plan, Reading
from systems.queries import MapData, load_map


@dataclass
class Rows:
    """One business as it is stored; removed things are not in it."""

    business: Business
    map: MapData
    metrics: dict[int, Metric] = field(default_factory=dict)  # those that count
    by_element: dict[int, list[Metric]] = field(default_factory=lambda: defaultdict(list))  # the main one first
    plans: dict[int, list[Plan]] = field(default_factory=lambda: defaultdict(list))  # oldest first
    readings: dict[int, dict[date, Decimal]] = field(default_factory=lambda: defaultdict(dict))

    def main(self, element_id: int) -> Metric | None:
        """The main metric of an element, while it counts."""
        return next((m for m in self.by_element.get(element_id, []) if m.is_main), None)


def read_rows(business: Business) -> Rows:
    """The map (five queries), the metrics that count, their plans, their readings."""
    rows = Rows(business, load_map(business))
    counted = Metric.objects.filter(business=business, state=Metric.State.ACTIVE)
    for metric in counted.order_by("-is_main", "id"):
        if metric.element_id in rows.map.elements:
            rows.metrics[metric.pk] = metric
            rows.by_element[metric.element_id].append(metric)
    for plan in Plan.objects.filter(business=business, metric__in=list(rows.metrics)).order_by("since"):
        rows.plans[plan.metric_id].append(plan)
    readings = Reading.objects.filter(business=business, metric__in=list(rows.metrics))
    for metric_id, period, value in readings.order_by("period").values_list("metric_id", "period", "value"):
        rows.readings[metric_id][period] = value
    return rows
