"""The river's arithmetic, against the drawing of the design."""

import pytest

from workspace.river import flat, segments, thickness, upright


@pytest.mark.parametrize(
    ("volume", "width"),
    [
        (61_300, 62.1),
        (2_140, 45.3),
        (412, 37.1),
        (13, 19.8),
        (4, 13.9),
        (1, 7),
        (0.5, 7),
        (0, 7),
        (None, 12),
        (1e12, 84),
    ],
)
def test_width_grows_with_the_logarithm_of_the_volume(volume: float | None, width: float) -> None:
    assert thickness(volume) == pytest.approx(width, abs=0.06)


def test_the_path_runs_along_the_middle() -> None:
    assert flat(62, 45.2) == "M0 11 C50 11 50 19.4 100 19.4 L100 64.6 C50 64.6 50 73 0 73Z"
    assert upright(62, 45.2).endswith("0Z")


def test_each_segment_takes_its_colour_from_the_system_before() -> None:
    first, second, last = segments([100, None], ["off", "slip"])
    assert (first.before, first.own, first.dashed) == ("off", "off", False)
    assert (second.before, second.own, second.dashed) == ("off", "slip", True)
    assert (last.before, last.own) == ("slip", "slip")
