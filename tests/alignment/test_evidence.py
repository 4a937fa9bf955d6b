"""Evidence for a link (alignment.md 3.9): what is found, what is left alone, and that nothing breaks it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from alignment import assess, case_from_dict, evidence, permutation, residuals
from alignment.evidence import LinkSeries
from alignment.picture import Picture
from alignment.words.links import class_words, link_words, printed_words
from tests.alignment import generator
from tests.alignment.build import business as business_of
from tests.alignment.build import outcome, output
from tests.alignment.generator import gen_pair

BANNED = ("cause", "because", "due to", "drives", "leads to more", "thanks to")


def series(kind: str, n: int, seed: int, **changes: object) -> LinkSeries:
    """One link with a planted truth."""
    x, y = gen_pair(np.random.default_rng(seed), kind, n).readings()
    return LinkSeries(f"{kind}{seed}", x, y, **changes)  # type: ignore[arg-type]


def classes(kind: str, n: int, runs: int, cadence: str = "monthly") -> list[str]:
    """The classes of single-link businesses."""
    return [evidence.test_links([series(kind, n, seed)], cadence)[0].cls for seed in range(runs)]


def planted(n: int, businesses: int) -> list[tuple[str, str]]:
    """(kind, class) of every link of businesses that claim 8 true, 2 reversed and 10 unrelated links."""
    rng = np.random.default_rng(20)
    told = []
    for business in range(businesses):
        kinds = ["effect"] * 8 + ["negative"] * 2 + [generator.NOISES[at % 4] for at in range(10)]
        links = [LinkSeries(f"{business}-{at}", *gen_pair(rng, kind, n).readings()) for at, kind in enumerate(kinds)]
        told += [(kind, one.cls) for kind, one in zip(kinds, evidence.test_links(links, "monthly"), strict=True)]
    return told


def test_the_floors_at_24_periods() -> None:
    """6.8.8: precision of supported at least 0.90, noise called anything at most 0.05."""
    told = planted(24, 40)
    supported = [kind for kind, cls in told if cls == "supported"]
    assert supported.count("effect") / len(supported) >= 0.90
    assert supported.count("effect") / (8 * 40) >= 0.35
    noise = [cls for kind, cls in told if kind in generator.NOISES]
    assert sum(cls in ("supported", "contradicted") for cls in noise) / len(noise) <= 0.05


def test_the_floor_at_52_periods() -> None:
    """6.8.9: at least 0.90 of the true links are supported."""
    told = planted(52, 30)
    true = [cls for kind, cls in told if kind == "effect"]
    assert true.count("supported") / len(true) >= 0.90
    assert true.count("contradicted") == 0


@pytest.mark.parametrize("kind", ["trends", "walks"])
def test_two_independent_trends_or_walks_are_never_supported(kind: str) -> None:
    """6.8.5, at the nominal rate: raw rank correlation calls a quarter to a half of these real."""
    told = classes(kind, 36, 60)
    assert told.count("supported") <= 3
    x, y = gen_pair(np.random.default_rng(1), "trends", 36, miss=0.0).readings()
    assert abs(scipy_stats.spearmanr(np.array(x, float), np.array(y, float)).statistic) > 0.4


def test_a_shared_season_is_not_a_link() -> None:
    """Both follow the calendar: hardly ever supported, and said to be seasonal when it looks like a link."""
    rng = np.random.default_rng(5)
    told = [
        evidence.test_links([LinkSeries(f"s{at}", *generator.shared_season(rng, 52).readings())], "monthly")[0]
        for at in range(60)
    ]
    found = [one.cls for one in told]
    assert found.count("supported") <= 6
    assert found.count("seasonal") >= 8
    assert all(one.season == "failed" for one in told if one.cls == "seasonal")


def test_a_reversed_link_is_contradicted_and_a_claimed_negative_is_supported() -> None:
    """rho is good with good, whatever was claimed."""
    against = series("negative", 60, 3)
    told = evidence.test_links([against], "monthly")[0]
    assert told.cls == "contradicted"
    assert told.rho is not None
    assert told.rho < -0.3
    claimed = LinkSeries(against.id, against.x, against.y, sign=-1)
    other = evidence.test_links([claimed], "monthly")[0]
    assert other.cls == "supported"
    assert other.rho == pytest.approx(told.rho)


def test_lower_is_better_turns_the_series() -> None:
    """The reciprocal of the outcome, where less is better, gives the same verdict and the same numbers."""
    plain = series("effect", 48, 4)
    turned = LinkSeries(plain.id, plain.x, [None if v is None else 1.0 / v for v in plain.y], y_lower=True)
    one, other = evidence.test_links([plain], "monthly")[0], evidence.test_links([turned], "monthly")[0]
    assert (one.cls, one.lag, one.p_sup) == (other.cls, other.lag, other.p_sup)


def test_a_known_lag_finds_more_than_an_unknown_one() -> None:
    """Decision 5: asking the owner how long it takes is worth a third more data."""
    unknown = known = 0
    for seed in range(80):
        pair = gen_pair(np.random.default_rng(seed), "effect", 24)
        x, y = pair.readings()
        unknown += evidence.test_links([LinkSeries(f"k{seed}", x, y)], "monthly")[0].cls == "supported"
        known += evidence.test_links([LinkSeries(f"k{seed}", x, y, lag=pair.lag)], "monthly")[0].cls == "supported"
    assert known > unknown + 4


@pytest.mark.parametrize(
    ("cadence", "pairs", "known", "lags"),
    [
        ("monthly", 60, None, [0, 1, 2, 3]),
        ("weekly", 60, None, [0, 1, 2, 3, 4, 5, 6]),
        ("quarterly", 60, None, [0, 1, 2]),
        ("monthly", 12, None, [0, 1, 2]),
        ("monthly", 60, 5, [4, 5, 6]),
        ("monthly", 60, 0, [0, 1]),
    ],
)
def test_lags(cadence: str, pairs: int, known: int | None, lags: list[int]) -> None:
    """K = 3 monthly, 6 weekly, 2 quarterly, never above n/6; known: that one and its neighbours."""
    assert evidence.lags_of(cadence, pairs, known) == lags


def test_too_little_is_not_enough() -> None:
    """Fewer than ten pairs, a constant series, a perfect line: nothing to test, no numbers."""
    line = [float(t) for t in range(30)]
    noise = [float(v) for v in np.random.default_rng(1).normal(size=30)]
    for x, y in (
        (noise[:9], noise[1:10]),
        ([5.0] * 30, noise),
        (line, noise),
        (line, line),
        ([], []),
        ([None] * 30, noise),
        ([5.0] * 20 + [7.0, 6.0, 9.0], [*noise[:20], None, None, None]),  # the driver moves where no outcome is
    ):
        told = evidence.test_links([LinkSeries("a", x, y)], "monthly")[0]
        assert (told.cls, told.rho, told.q) == ("not_enough", None, None)


def test_series_end_together() -> None:
    """A longer driver is cut at its old end, so the newest periods stay side by side."""
    plain = series("effect", 48, 4)
    longer = LinkSeries(plain.id, [None, 900.0, *plain.x], plain.y)
    assert evidence.test_links([longer], "monthly") == evidence.test_links([plain], "monthly")


def test_the_same_data_give_the_same_verdict() -> None:
    """6.8.6: the seed comes from the link id alone, and the order of the links changes nothing."""
    links = [series("effect", 30, seed) for seed in range(6)]
    told = evidence.test_links(links, "monthly")
    assert told == evidence.test_links(links, "monthly")
    assert told == evidence.test_links(links[::-1], "monthly")[::-1]
    assert permutation.seed_of("x>y") == permutation.seed_of("x>y") != permutation.seed_of("y>x")


def test_the_level_depends_on_how_much_is_tested() -> None:
    """Step 8: 0.10 with at least five links, none of them with 36 pairs or more."""
    short, long = evidence.Tested(24, tested=True), evidence.Tested(36, tested=True)
    assert evidence.level_of([short] * 5) == 0.10
    assert evidence.level_of([short] * 4) == 0.05
    assert evidence.level_of([short] * 5 + [long]) == 0.05


@pytest.mark.parametrize(
    ("tested", "q_sup", "q_con", "cls"),
    [
        (evidence.Tested(24, 22, 0.6, 0.6, 22, 1, 0.001, 1.0, "unchecked", True), 0.01, 1.0, "supported"),
        (evidence.Tested(24, 22, 0.6, 0.6, 22, 1, 0.001, 1.0, "failed", True), 0.01, 1.0, "seasonal"),
        (evidence.Tested(24, 22, -0.6, 0.1, 22, 1, 1.0, 0.001, "passed", True), 1.0, 0.01, "contradicted"),
        (evidence.Tested(90, 88, 0.29, 0.29, 88, 1, 0.01, 1.0, "passed", True), 0.02, 1.0, "not_enough"),
        (evidence.Tested(60, 58, 0.1, 0.1, 58, 0, 0.4, 0.6, "unchecked", True), 0.5, 1.0, "no_visible_link"),
        (evidence.Tested(19, 19, 0.0, 0.0, 19, 0, 0.5, 0.5, "unchecked", True), 1.0, 1.0, "not_enough"),
        (evidence.Tested(24, 22, 0.4, 0.4, 22, 1, 0.08, 0.9, "unchecked", True), 0.2, 1.0, "leaning"),
        (evidence.Tested(24), 1.0, 1.0, "not_enough"),
    ],
)
def test_the_classes(tested: evidence.Tested, q_sup: float, q_con: float, cls: str) -> None:
    """One row of the table of 3.9 each."""
    assert evidence.classify(tested, q_sup, q_con, 0.05) == cls


def test_stopping_early_gives_the_same_classes() -> None:
    """Section 5: stopping early where nothing can come of it changes no class."""
    rng = np.random.default_rng(9)
    for business in range(6):
        kinds = ["effect", "negative", *generator.NOISES, "effect", "white"]
        links = [LinkSeries(f"{business}{at}", *gen_pair(rng, kind, 30).readings()) for at, kind in enumerate(kinds)]
        exact, quick = evidence.test_links(links, "monthly", full=True), evidence.test_links(links, "monthly")
        assert [one.cls for one in exact] == [one.cls for one in quick]
        assert [one.rho for one in exact] == [one.rho for one in quick]


def test_rank_correlation_at_each_lag_is_scipys() -> None:
    """What is printed is the exact rank correlation of the pairs at that lag."""
    rng = np.random.default_rng(2)
    ex, ey = rng.normal(size=40), rng.normal(size=40)
    ex[3] = ey[10] = math.nan
    for lag in (0, 2):
        early, late = ex[: 40 - lag], ey[lag:]
        pair = np.isfinite(early) & np.isfinite(late)
        theirs = scipy_stats.spearmanr(early[pair], late[pair]).statistic
        rho, pairs = permutation.correlations_at(ex[None], ey[None], [lag])
        assert (rho[0], pairs[0]) == (pytest.approx(theirs, abs=1e-9), pair.sum())


def test_what_is_permuted_is_the_rank_correlation() -> None:
    """Exact at lag 0 without gaps; elsewhere the driver's ranks are those of all its readings."""
    rng = np.random.default_rng(2)
    ex, ey = rng.normal(size=(1, 40)), rng.normal(size=(1, 40))
    lagged = permutation.line_up(ex, ey, [0])
    assert lagged.rho[0, 0] == pytest.approx(scipy_stats.spearmanr(ex[0], ey[0]).statistic, abs=1e-12)
    block, squares, places = permutation.shuffled(40)
    assert all(sorted(order) == list(range(40)) for order in places.T.tolist())
    assert (block == places - 19.5).all()
    assert (squares == block * block).all()


@pytest.mark.parametrize("n", [12, 60, 256, 257])
def test_four_bytes_are_exact_for_ranks(n: int) -> None:
    """Correlations come out the same in four and in eight bytes, with equal readings and without."""
    rng = np.random.default_rng(n)
    ex = np.array([rng.normal(size=n), rng.integers(0, 5, n).astype(float)])
    deals = permutation.deal(permutation.line_up(ex, rng.normal(size=(2, n)), [0, 1, 2]), [0, 1], [3, 4])
    assert deals.both.dtype == (np.float32 if n <= 256 else np.float64)
    assert list(deals.ties) == [1]
    told = deals.look(np.array([0, 1]), 99, 300)
    places = permutation.shuffled(n)[2][:, 99:399]
    for link, ordered in enumerate((np.arange(n) - (n - 1) / 2, np.sort(stats_ranks(ex[1])))):
        block = ordered[places]
        for lag in range(3):
            mask, y = (deals.both[link, lag + at].astype(float) for at in (0, 3))
            own = mask[:, None] * block
            spread = (own * own).sum(axis=0) - own.sum(axis=0) ** 2 / mask.sum()
            rho = (y[:, None] * own).sum(axis=0) / np.sqrt(spread * (y * y).sum())
            assert (told[link, lag] == rho).all()


def stats_ranks(values: np.ndarray) -> np.ndarray:
    """Centred ranks as scipy has them."""
    ranked = scipy_stats.rankdata(values)
    return np.asarray(ranked - ranked.mean())


def test_innovations_between_neighbours_are_the_plain_filter() -> None:
    """e[t] = r[t] - phi r[t-1]; over a gap of two, phi squared and the same size."""
    r = np.array([1.0, 2.0, -1.0, math.nan, 3.0])
    e = residuals.innovations(r[None], np.array([0.5]))[0]
    assert e[1] == pytest.approx(2.0 - 0.5)
    assert e[2] == pytest.approx(-1.0 - 1.0)
    assert math.isnan(e[3])
    assert e[4] == pytest.approx((3.0 + 0.25) * math.sqrt(0.75 / (1 - 0.0625)))


def test_shrinkage_is_the_closed_form() -> None:
    """Prior N(0, 0.35^2) in Fisher z: k = 0.1225 / (0.1225 + 1/(m-3))."""
    strength, likely = evidence.shrunk(0.6, 23)
    keep = 0.1225 / (0.1225 + 1 / 20)
    assert strength == pytest.approx(math.tanh(math.atanh(0.6) * keep))
    expected = 1 - scipy_stats.norm.cdf(math.atanh(0.15), math.atanh(0.6) * keep, math.sqrt(keep / 20))
    assert likely == pytest.approx(expected)


def test_one_new_reading_needs_only_its_own_link_again() -> None:
    """Results may be kept and judged together: the same as testing all of them."""
    links = [series("effect", 30, seed) for seed in range(5)]
    kept = [evidence.evaluate(link, "monthly") for link in links]
    assert evidence.judge_links(links, kept) == evidence.test_links(links, "monthly")


@pytest.mark.parametrize("cadence", ["weekly", "monthly", "quarterly"])
def test_every_class_has_its_words(cadence: str) -> None:
    """Never a cause, always the caveat, singular and plural right."""
    told = [
        evidence.LinkEvidence("a", "supported", 30, rho=0.7, lag=1, season="passed"),
        evidence.LinkEvidence("a", "contradicted", 30, rho=-0.6, lag=0),
        evidence.LinkEvidence("a", "seasonal", 30, rho=0.6, lag=0, season="failed"),
        evidence.LinkEvidence("a", "no_visible_link", 60, rho=0.1, lag=2),
        evidence.LinkEvidence("a", "leaning", 20, rho=0.5, lag=0, more=1),
        evidence.LinkEvidence("a", "not_enough", 8),
        evidence.LinkEvidence("a", "not_enough", 40, rho=0.2, lag=0),
    ]
    texts = [link_words(one, "sales calls", "repeat orders", cadence) for one in told]
    for text in texts:
        assert text.endswith("This is not proof of a cause.")
        assert not any(word in text.removesuffix("This is not proof of a cause.") for word in BANNED)
    word = {"weekly": "week", "monthly": "month", "quarterly": "quarter"}[cadence]
    assert texts[0].startswith(f"In your numbers more sales calls goes with more repeat orders 1 {word} later.")
    assert texts[1].startswith(f"In your numbers more sales calls goes with less repeat orders in the same {word}.")
    assert "A shared season cannot be ruled out." in texts[1]
    assert texts[4].startswith(f"A first hint; 1 more {word} needed.")
    assert texts[5].startswith("Not enough evidence yet: about 24 periods are needed, you have 8.")
    lower = link_words(told[0], "calls", "members leaving", cadence, y_lower=True)
    assert "more calls goes with less members leaving" in lower


readings = st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=120)


@given(x=readings, y=readings, lag=st.one_of(st.none(), st.integers(0, 10**12)), sign=st.sampled_from([1, -1]))
@settings(max_examples=60, deadline=None)
def test_any_numbers_get_a_bounded_answer(
    x: list[float | None], y: list[float | None], lag: int | None, sign: int
) -> None:
    """No exception, no warning, no NaN out, whatever comes in."""
    told = evidence.test_links([LinkSeries("a", x, y, sign=sign, lag=lag)], "weekly")[0]
    for value in (told.rho, told.q, told.p_sup, told.p_con, told.strength, told.likely):
        assert value is None or -1.0 <= value <= 1.0
    assert told.n <= min(len(x), len(y))


@pytest.mark.parametrize("size", [1e300, 1e-300, 1e-12, 1e12])
def test_the_unit_does_not_matter(size: float) -> None:
    """Cents or millions: the same verdict and the same p."""
    plain = series("effect", 40, 6)
    scaled = LinkSeries(plain.id, [None if v is None else v / 100 * size for v in plain.x], plain.y)
    one, other = evidence.test_links([plain], "monthly")[0], evidence.test_links([scaled], "monthly")[0]
    assert (one.cls, one.lag) == (other.cls, other.lag)
    assert one.p_sup == pytest.approx(other.p_sup, abs=0.01)


def test_years_of_readings_cost_no_more_than_ten_years() -> None:
    """Lengths are free: only the newest ten years of weeks are looked at."""
    rng = np.random.default_rng(1)
    long = [float(v) for v in rng.normal(size=20_000)]
    told = evidence.test_links([LinkSeries("a", long, long[::-1])], "weekly")[0]
    assert told.n == evidence.LONGEST


@pytest.mark.parametrize(
    ("cls", "n", "word"),
    [
        ("supported", 30, "Held"),
        ("leaning", 30, "A first hint"),
        ("not_enough", 23, "Too early"),
        ("not_enough", 24, "Not clear"),
        ("no_visible_link", 30, "Not seen"),
        ("contradicted", 30, "The opposite"),
        ("seasonal", 30, "The calendar"),
    ],
)
def test_a_class_in_words(cls: str, n: int, word: str) -> None:
    assert class_words(cls, n) == word


@pytest.mark.parametrize("kind", ["effect", "negative", "white", "trends"])
@pytest.mark.parametrize("n", [9, 14, 30, 52])
def test_a_printed_link_is_said_as_its_evidence(kind: str, n: int) -> None:
    """A page has only the printed result; what it says is what the engine would say."""
    x, y = gen_pair(np.random.default_rng(n), kind, n).readings()
    case = case_from_dict(
        business_of(output(values=x, name="Calls"), outcome(values=y, name="Members leaving", direction="lower"))
    )
    picture = Picture(case)
    said = link_words(picture.compared[0].evidence, "calls", "members leaving", "monthly", y_lower=True)
    row = assess(case)["links"][0]  # type: ignore[index]
    assert printed_words(case, row)[1] == said
