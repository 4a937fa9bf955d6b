"""What the parts of a case owe each other: ids that exist, series of one element, plans that need dates (section 7)."""

from __future__ import annotations

from alignment.case import Case, CaseError, Kind, Metric
from alignment.strict import quoted, without_doubles


def check(case: Case) -> None:
    """Raises CaseError at the first thing that does not fit; fields by themselves were read before."""
    without_doubles([(system.id, f"systems[{i}].id") for i, system in enumerate(case.systems)])
    for i, system in enumerate(case.systems):
        without_doubles([(part.id, f"systems[{i}].inputs[{j}].id") for j, part in enumerate(system.inputs)])
    without_doubles(
        [(metric.id, f"metrics[{i}].id") for i, metric in enumerate(case.metrics)]
        + [(activity.id, f"activities[{i}].id") for i, activity in enumerate(case.activities)]
    )
    for i, metric in enumerate(case.metrics):
        _system(case, metric.system, f"metrics[{i}].system")
        _check_of(case, metric, f"metrics[{i}].of")
    _check_dates(case)
    _check_links(case)
    _check_handoffs(case)
    _check_desired(case)
    _check_activities(case)
    if case.chain is not None:
        final = _metric(case, case.chain.final, "chain.final", "output", "outcome")
        if not final.plans:
            raise CaseError("chain.final: must have a plan")


def _system(case: Case, name: str, path: str) -> None:
    if name not in case.system:
        raise CaseError(f"{path}: there is no system {quoted(name)}")


def _metric(case: Case, name: str, path: str, *kinds: Kind) -> Metric:
    metric = case.metric.get(name)
    if metric is None:
        raise CaseError(f"{path}: there is no metric {quoted(name)}")
    if kinds and metric.kind not in kinds:
        raise CaseError(f"{path}: must be an {' or '.join(kinds)}")
    return metric


def _main(case: Case, name: str, path: str, *kinds: Kind) -> Metric:
    metric = _metric(case, name, path, *kinds)
    if metric.of is not None:
        raise CaseError(f"{path}: must be a main series, not one with of")
    return metric


def _check_of(case: Case, metric: Metric, path: str) -> None:
    if metric.of is None:
        return
    main = _main(case, metric.of, path)
    if (main.system, main.kind) != (metric.system, metric.kind):
        raise CaseError(f"{path}: must be of the same system and kind")


def _check_dates(case: Case) -> None:
    if case.until is not None:
        return
    for i, metric in enumerate(case.metrics):
        if any(plan.start is not None for plan in metric.plans):
            raise CaseError(f"until: is missing, and metrics[{i}] has targets")
        if metric.cadence != case.cadence:
            raise CaseError(f"until: is missing, and metrics[{i}] is {metric.cadence}, the business {case.cadence}")


def _check_links(case: Case) -> None:
    pairs: set[tuple[str, str]] = set()
    for i, link in enumerate(case.links):
        _main(case, link.source, f"links[{i}].from", "output", "outcome")
        _main(case, link.target, f"links[{i}].to", "outcome")
        if link.source == link.target:
            raise CaseError(f"links[{i}].to: must not be the metric it comes from")
        if (link.source, link.target) in pairs:
            raise CaseError(f"links[{i}]: the pair is there twice")
        pairs.add((link.source, link.target))


def _check_handoffs(case: Case) -> None:
    for i, flow in enumerate(case.handoffs):
        _metric(case, flow.source, f"handoffs[{i}].from")
        if flow.output != flow.source:
            _metric(case, flow.output, f"handoffs[{i}].output", "output")
        _system(case, flow.system, f"handoffs[{i}].system")


def _check_desired(case: Case) -> None:
    for i, name in enumerate(case.desired):
        _main(case, name, f"desired[{i}]", "outcome")
    without_doubles([(name, f"desired[{i}]") for i, name in enumerate(case.desired)])
    if case.desired and not any(case.metric[name].weight > 0 for name in case.desired):
        raise CaseError("desired: the weights of these outcomes must add up to more than 0")


def _check_activities(case: Case) -> None:
    for i, activity in enumerate(case.activities):
        if activity.system is not None:
            _system(case, activity.system, f"activities[{i}].system")
        for j, name in enumerate(activity.serves):
            _main(case, name, f"activities[{i}].serves[{j}]", "output", "outcome")
        without_doubles([(name, f"activities[{i}].serves[{j}]") for j, name in enumerate(activity.serves)])
