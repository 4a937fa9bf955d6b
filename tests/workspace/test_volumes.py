"""How much gets through each system: what is counted there, never a rate."""

from workspace.volumes import Volume, volumes_of


def metric(id: str, system: str, kind: str = "output", **more: object) -> dict[str, object]:
    return {
        "id": id,
        "name": id.title(),
        "system": system,
        "kind": kind,
        "values": [1, 2, None],
        "combine": "sum",
        **more,
    }


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
    assert volumes_of(case, {}) == {
        "s1": Volume(2, "visits", "visits", "out"), "s2": Volume(2, "visits", "visits", "in"),
    }  # fmt: skip
    assert [volume.said for volume in volumes_of(case, {}).values()] == ["visits out", "visits in"]
    assert volumes_of(case, {"s2": "other"})["s2"] == Volume(2, "other", "other", "out")
    assert volumes_of({**case, "handoffs": []}, {})["s2"].metric == "calls"


def test_a_rate_is_never_a_volume() -> None:
    case = {"systems": [{"id": "s1"}], "metrics": [metric("share", "s1", unit="%", combine="mean")]}
    assert volumes_of(case, {})["s1"] == Volume(None, "not counted yet", "")
