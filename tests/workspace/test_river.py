"""The river's arithmetic, against the drawing of the design."""

import pytest

from workspace.river import Volume, across, stretches, thickness, turned, volumes_of


@pytest.mark.parametrize(
    ("volume", "width"),
    [(61_300, 62.1), (2_140, 45.3), (412, 37.1), (13, 19.8), (4, 13.9), (1, 7), (0.5, 7), (0, 7), (None, 12), (1e12, 84)],
)
def test_width_grows_with_the_logarithm_of_the_volume(volume: float | None, width: float) -> None:
    assert thickness(volume) == pytest.approx(width, abs=0.06)


def test_the_path_runs_along_the_middle() -> None:
    assert across(62, 45.2) == "M0 11 C50 11 50 19.4 100 19.4 L100 64.6 C50 64.6 50 73 0 73Z"
    assert turned(84, 42) == "M0 0 C0 50 12 50 12 100 L36 100 C36 50 48 50 48 0Z"


def test_each_stretch_takes_its_colour_from_the_system_before() -> None:
    first, second = stretches([100, None], ["off", "slip"])
    assert (first.from_level, first.to_level, first.dashed) == ("off", "off", False)
    assert (second.from_level, second.to_level, second.dashed) == ("off", "slip", True)


def metric(id: str, system: str, kind: str = "output", **more: object) -> dict[str, object]:
    return {"id": id, "name": id.title(), "system": system, "kind": kind, "values": [1, 2, None], "combine": "sum", **more}


def test_volume_is_what_was_chosen_then_what_feeds_it_then_its_first_count() -> None:
    case = {
        "systems": [{"id": "s1"}, {"id": "s2"}, {"id": "s3", "kind": "support"}],
        "metrics": [
            metric("share", "s1", unit="%", combine="mean"),
            metric("visits", "s1", unit="visits"),
            metric("calls", "s2"),
            metric("other", "s2"),
        ],
        "handoffs": [{"from": "visits", "to": "calls"}],
    }
    assert volumes_of(case, {}) == {"s1": Volume(2, "visits", "visits"), "s2": Volume(2, "visits", "visits")}
    assert volumes_of(case, {"s2": "other"})["s2"] == Volume(2, "other", "other")
    assert volumes_of({**case, "handoffs": []}, {})["s2"].metric == "calls"


def test_a_rate_is_never_a_volume() -> None:
    case = {"systems": [{"id": "s1"}], "metrics": [metric("share", "s1", unit="%", combine="mean")]}
    assert volumes_of(case, {})["s1"] == Volume(None, "not counted yet", "")
