"""The map as a graph: what reaches what is wanted, and where it runs in circles (section 3.14).

Lengths are free, so nothing here recurses: a circle of ten thousand links is a finding.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property

from alignment.case import Activity, Case
from alignment.series import total_of

Graph = dict[str, list[str]]


@dataclass(frozen=True)
class Structure:
    """The case's elements (main series) joined by links and flows, and what follows from that."""

    case: Case

    @cached_property
    def desired(self) -> tuple[tuple[str, float], ...]:
        """(outcome, weight) wanted for its own sake; with none, every outcome counts alike (3.1)."""
        if self.case.desired:
            return tuple((name, self.case.metric[name].weight) for name in self.case.desired)
        return tuple((metric.id, 1.0) for metric in self.case.mains if metric.kind == "outcome")

    @cached_property
    def forward(self) -> Graph:
        """Element -> elements it reaches in one go. A flow reaches what it limits and every output of the receiver."""
        graph: Graph = {metric.id: [] for metric in self.case.mains}
        outputs: dict[str, list[str]] = {}
        for metric in self.case.mains:
            if metric.kind == "output":
                outputs.setdefault(metric.system, []).append(metric.id)
        for link in self.case.links:
            graph[link.source].append(link.target)
        for flow in self.case.handoffs:
            for source in {self._main(flow.source): None, self._main(flow.output): None}:
                if flow.target is not None:
                    graph[source].append(self._main(flow.target))
                graph[source].extend(outputs.get(flow.system, ()))
        return graph

    @cached_property
    def reached(self) -> frozenset[str]:
        """Elements from which an outcome wanted for its own sake can be reached, itself included."""
        return frozenset(name for name, mask in self._masks.items() if mask)

    @cached_property
    def fed(self) -> frozenset[str]:
        """Elements that a link, a flow or an activity leads into."""
        links = {link.target for link in self.case.links}
        flows = {self._main(flow.target) for flow in self.case.handoffs if flow.target is not None}
        return frozenset(links | flows | {name for activity in self.case.activities for name in activity.serves})

    @cached_property
    def weights(self) -> dict[str, float]:
        """Reach weight w of every series (3.1), 0..1; a series with `of` has that of its main one."""
        masks: dict[int, float] = {mask: self._share(mask) for mask in set(self._masks.values())}
        return {metric.id: masks[self._masks[metric.main_id]] for metric in self.case.metrics}

    def system_weight(self, system: str) -> float:
        """w of a system or of an input: the largest among the system's outputs and outcomes (3.15)."""
        return self._system_weights.get(system, 0.0)

    @cached_property
    def _system_weights(self) -> dict[str, float]:
        out: dict[str, float] = {}
        for metric in self.case.metrics:
            if metric.kind != "input":
                out[metric.system] = max(out.get(metric.system, 0.0), self.weights[metric.id])
        return out

    def downstream(self, elements: list[str]) -> float:
        """Share of desired weight reachable from some elements taken together (3.11b)."""
        mask = 0
        for name in elements:
            mask |= self._masks[self._main(name)]
        return self._share(mask)

    def serves_something(self, activity: Activity) -> bool:
        """The activity is inside the reached set: something it serves reaches what is wanted (3.14)."""
        return any(name in self.reached for name in activity.serves)

    @cached_property
    def loop(self) -> tuple[str, int] | None:
        """(an element on a circle of links and flows as given, links in the shortest circle through it), or None."""
        graph: Graph = {metric.id: [] for metric in self.case.mains}
        for link in self.case.links:
            graph[link.source].append(link.target)
        for flow in self.case.handoffs:
            if flow.target is not None:
                graph[self._main(flow.source)].append(self._main(flow.target))
        for members in sorted((sorted(part) for part in components(graph)), key=lambda part: part[0]):
            if len(members) > 1 or members[0] in graph[members[0]]:
                return members[0], _circle(graph, members[0])
        return None

    @cached_property
    def _masks(self) -> dict[str, int]:
        """For every element the desired outcomes it reaches, one bit each; circles share theirs."""
        own = {name: 1 << i for i, (name, _) in enumerate(self.desired)}
        masks: dict[str, int] = {}
        for part in components(self.forward):  # successors first
            mask = 0
            for name in part:
                mask |= own.get(name, 0)
                for after in self.forward[name]:
                    mask |= masks.get(after, 0)
            for name in part:
                masks[name] = mask
        return masks

    @cached_property
    def _by_weight(self) -> list[tuple[float, int]]:
        groups: dict[float, int] = {}
        for i, (_, weight) in enumerate(self.desired):
            groups[weight] = groups.get(weight, 0) | 1 << i
        top = max(groups, default=0.0)
        return [(weight / top, mask) for weight, mask in sorted(groups.items())] if top > 0 else []

    def _share(self, mask: int) -> float:
        whole = total_of([weight * group.bit_count() for weight, group in self._by_weight])
        part = total_of([weight * (group & mask).bit_count() for weight, group in self._by_weight])
        return part / whole if whole else 0.0

    def _main(self, name: str) -> str:
        return self.case.metric[name].main_id


def components(graph: Graph) -> list[list[str]]:
    """Strongly connected components, each after those it leads to (Tarjan 1972, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    out: list[list[str]] = []
    for root in graph:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        open_[root] = None
        work = [(root, iter(graph[root]))]
        while work:
            name, rest = work[-1]
            after = next(rest, None)
            if after is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == order[name]:
                    out.append(_close(open_, name))
            elif after not in order:
                order[after] = low[after] = len(order)
                open_[after] = None
                work.append((after, iter(graph[after])))
            elif after in open_:
                low[name] = min(low[name], order[after])
    return out


def _close(open_: dict[str, None], name: str) -> list[str]:
    part: list[str] = []
    while not part or part[-1] != name:
        part.append(open_.popitem()[0])
    return part


def _circle(graph: Graph, start: str) -> int:
    """Links in the shortest circle through an element that is known to lie on one."""
    distance = {start: 0}
    queue = deque([start])
    while queue:
        name = queue.popleft()
        for after in graph[name]:
            if after == start:
                return distance[name] + 1
            if after not in distance:
                distance[after] = distance[name] + 1
                queue.append(after)
    raise ValueError(f"{start} lies on no circle")
