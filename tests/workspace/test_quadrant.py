"""The plane: where systems stand, and where their names go."""

import pytest

from workspace.quadrant import Dot, draw


def test_the_cut_lines_stand_where_the_design_has_them() -> None:
    plane = draw([], 560, 460, 22)
    assert (plane.cut_x, plane.cut_y) == (292.5, 219.7)
    assert (plane.leave_x, plane.leave_y) == (209.0, 288.4)
    assert plane.ticks_x == [(83.6, 50), (292.5, 75), (501.5, 100)]
    assert (plane.busy_width, plane.edge_width) == (267.5, 83.5)


def test_a_score_under_the_edge_sits_on_the_edge() -> None:
    low, high = draw([Dot("A", "off", 5, 12), Dot("B", "on", 140, 100)], 560, 460, 22).marks
    assert (low.x, low.y) == (0, 460)
    assert high.x == 560


def test_names_stand_left_of_the_right_edge_and_out_of_each_others_way() -> None:
    marks = {
        m.name: m for m in draw([Dot("Delivery", "off", 100, 60), Dot("Traffic", "off", 100, 62)], 560, 460, 22).marks
    }
    assert marks["Delivery"].anchor == "end"
    assert marks["Traffic"].anchor == "start"
    assert draw([Dot("Sales", "slip", 78, 100)], 560, 460, 22).marks[0].anchor == "start"


def test_a_long_name_is_not_cut_at_the_right_edge() -> None:
    low, high = draw([Dot("Passers-by", "off", 100, 66), Dot("Into the shop", "off", 100, 69)], 560, 460, 22).marks
    assert (low.anchor, high.anchor) == ("end", "end")
    assert low.label_y == low.y
    assert high.label_y <= low.label_y - 19


@pytest.mark.parametrize(("width", "height", "shape"), [(560, 460, 22), (244, 320, 20)])
def test_no_name_covers_another_where_all_stand_at_one_place(width: float, height: float, shape: int) -> None:
    names = ["Projects", "Stories", "First talks", "Proposals", "Finance", "People"]
    plane = draw([Dot(name, "on", 100, 100) for name in names], width, height, shape)
    marks, boxes = plane.marks, []
    for m in marks:
        long = len(m.name) * 8.2
        left = m.label_x - long if m.anchor == "end" else m.label_x
        assert left >= 0
        assert left + long <= width + 24
        boxes.append((left, m.label_y - 9.5, left + long, m.label_y + 9.5))
    for i, (l1, t1, r1, b1) in enumerate(boxes):
        for l2, t2, r2, b2 in boxes[:i]:
            assert l1 >= r2 or l2 >= r1 or t1 >= b2 - 0.11 or t2 >= b1 - 0.11
    [working] = [w for w in plane.words if w.text == "Working"]
    begins, up, down = working.x - 7 * 8.2, working.y - 13, working.y + 2
    assert not any(right > begins and top < down and bottom > up for _, top, right, bottom in boxes)


@pytest.mark.parametrize(("width", "height", "shape"), [(560, 460, 22), (244, 320, 20)])
@pytest.mark.parametrize("at", [(100, 42), (100, 12), (42, 42), (96, 103), (42, 103)])
def test_no_system_covers_the_name_of_a_verdict(at: tuple[int, int], width: float, height: float, shape: int) -> None:
    """They stand in the corners, and move inwards where a system stands there."""
    plane = draw([Dot("Traffic", "off", *at)], width, height, shape)
    [mark] = plane.marks
    texts = " ".join(word.text for word in plane.words)
    assert all(name in texts for name in ("Working", "Busy, not working", "Stuck", "Result without"))
    for word in plane.words:
        left = word.x - len(word.text) * 8.2 if word.anchor == "end" else word.x
        across = mark.left < left + len(word.text) * 8.2 and mark.left + shape > left
        assert not (across and mark.top < word.y + 2 and mark.top + shape > word.y - 13), word
    assert mark.label_y <= height, "the name of a system stands among the numbers of the axis"


def test_the_names_of_the_verdicts_stand_in_the_corners_where_nothing_else_does() -> None:
    words = {w.text: (w.x, w.y, w.anchor) for w in draw([Dot("Traffic", "off", 100, 80)], 560, 460, 22).words}
    assert words["Busy, not working"] == (548.0, 448.0, "end")
    assert words["Result without the work"] == (12.0, 24.0, "start")


def test_a_tail_ends_in_the_dot() -> None:
    mark = draw([Dot("Delivery", "off", 100, 60, tail=[(91, 83), (97, 77)])], 560, 460, 22).marks[0]
    assert mark.tail.split()[-1] == f"{mark.x},{mark.y}"
    assert [r for _, _, r in mark.tail_dots] == [1.8, 2.4]


def test_too_early_is_a_bar_from_proven_to_possible() -> None:
    mark = draw([Dot("New", "none", 75, 50, band_x=(50, 100), band_y=(0, 100))], 560, 460, 22).marks[0]
    (x1, _, x2, _), (_, y1, _, y2) = mark.bars
    assert (x1, x2) == (83.6, 501.5)
    assert (y1, y2) == (460, 48.1)
