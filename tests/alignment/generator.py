"""Series with a planted truth (alignment.md 6.2): what the engine finds can be compared with what is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

X_TARGET, Y_TARGET = 100.0, 50.0
LINKS = ("effect", "negative")
NOISES = ("white", "ar", "trends", "walks")
LEVELS = ("false_productivity", "healthy", "near_target", "recovering")
SHAPES = ("over_optimised", "follows", "never_related", "both_flat")


@dataclass(frozen=True)
class Pair:
    """An output and an outcome, oldest first, NaN where missing; `lag` is the planted one, None without a link."""

    x: Array
    y: Array
    lag: int | None = None

    def readings(self) -> tuple[list[float | None], list[float | None]]:
        """Both series as the engine reads them."""
        return as_readings(self.x), as_readings(self.y)


def as_readings(series: Array) -> list[float | None]:
    """NaN becomes None."""
    return [None if np.isnan(value) else float(value) for value in series]


def memory(rng: np.random.Generator, n: int, phi: float) -> Array:
    """A stationary series of unit variance with lag-1 correlation phi."""
    noise = rng.normal(size=n + 20)
    for t in range(1, noise.size):
        noise[t] = phi * noise[t - 1] + np.sqrt(1 - phi * phi) * noise[t]
    return noise[20:]


def _spoilt(rng: np.random.Generator, series: Array, miss: float, outl: float) -> Array:
    """Some readings missing, some too large."""
    series = np.where(rng.random(series.size) < outl, series * 1.6, series)
    return np.where(rng.random(series.size) < miss, np.nan, series)


def _linked(rng: np.random.Generator, kind: str, n: int, sd: float, rho: float) -> tuple[Array, Array, int]:
    """y[t] = +-rho x[t-k] + noise, k in 0..2, AR 0 / 0.3 / 0.5, half with independent trends of +-40 %."""
    lag, phi = int(rng.integers(0, 3)), float(rng.choice([0.0, 0.3, 0.5]))
    driver = memory(rng, n + lag, phi)
    rest = memory(rng, n, phi)
    sign = 1.0 if kind == "effect" else -1.0
    x = driver[lag:]
    y = sign * rho * driver[:n] + np.sqrt(1 - rho * rho) * rest
    trends = rng.uniform(-0.4, 0.4, size=2) if rng.random() < 0.5 else np.zeros(2)
    time = np.linspace(0.0, 1.0, n)
    return (
        X_TARGET * np.exp(sd * x) * (1 + trends[0] * time),
        Y_TARGET * np.exp(sd * y) * (1 + trends[1] * time),
        lag,
    )


def _unlinked(rng: np.random.Generator, kind: str, n: int, sd: float) -> tuple[Array, Array]:
    """Two independent series: white, AR 0.5, two trends of +-60 %, or two random walks."""
    if kind == "walks":
        x, y = (sd * rng.normal(size=n).cumsum() for _ in range(2))
        return X_TARGET * np.exp(x), Y_TARGET * np.exp(y)
    phi = 0.5 if kind == "ar" else 0.0
    time = np.linspace(0.0, 1.0, n)
    slopes = rng.choice([-0.6, 0.6], size=2) if kind == "trends" else np.zeros(2)
    x, y = (np.exp(sd * memory(rng, n, phi)) * (1 + slope * time) for slope in slopes)
    return X_TARGET * x, Y_TARGET * y


def _level(rng: np.random.Generator, kind: str, n: int, sd: float) -> tuple[Array, Array]:
    """An output on plan; an outcome far below, on, or near its plan, or on its way up by 57 %."""
    x = X_TARGET * rng.uniform(1.0, 1.25) * np.exp(sd * rng.normal(size=n))
    shares: dict[str, Array] = {
        "false_productivity": np.full(n, rng.uniform(0.35, 0.6)),
        "healthy": np.full(n, rng.uniform(1.0, 1.25)),
        "near_target": np.full(n, rng.uniform(0.88, 0.98)),
        "recovering": 0.40 * np.linspace(1.0, 1.57, n),
    }
    share = shares[kind]
    return x, Y_TARGET * share * np.exp(sd * rng.normal(size=n))


def _shape(rng: np.random.Generator, kind: str, n: int, sd: float) -> tuple[Array, Array]:
    """An output that grows by 80-145 %; its outcome follows to the end, to 55 % of the time, or never."""
    time = np.linspace(0.0, 1.0, n)
    growth = np.log(rng.uniform(1.8, 2.45)) * time
    if kind == "both_flat":
        growth = np.zeros(n)
    follows = {
        "over_optimised": 0.9 * np.where(time < 0.55, growth, growth[time < 0.55][-1])
        - 0.1 * np.clip(time - 0.55, 0, 1) / 0.45,
        "follows": 0.9 * growth,
        "never_related": np.zeros(n),
        "both_flat": np.zeros(n),
    }[kind]
    x = X_TARGET * 0.6 * np.exp(growth + sd * rng.normal(size=n))
    return x, Y_TARGET * 0.6 * np.exp(follows + sd * rng.normal(size=n))


def gen_pair(
    rng: np.random.Generator,
    kind: str,
    n: int,
    sd: float = 0.15,
    miss: float = 0.08,
    outl: float = 0.02,
    rho: float = 0.7,
) -> Pair:
    """One pair of the named kind over n periods."""
    lag: int | None = None
    if kind in LINKS:
        x, y, lag = _linked(rng, kind, n, sd, rho)
    elif kind in NOISES:
        x, y = _unlinked(rng, kind, n, sd)
    elif kind in LEVELS:
        x, y = _level(rng, kind, n, sd)
    else:
        x, y = _shape(rng, kind, n, sd)
    return Pair(_spoilt(rng, x, miss, outl), _spoilt(rng, y, miss, outl), lag)


def shared_season(rng: np.random.Generator, n: int, cycle: int = 12, sd: float = 0.15) -> Pair:
    """No link at all, but both follow the calendar."""
    wave = np.sin(2 * np.pi * np.arange(n) / cycle + rng.uniform(0, 2 * np.pi))
    x, y = (np.exp(sd * (rng.normal(size=n) + wave)) for _ in range(2))
    return Pair(X_TARGET * x, Y_TARGET * y)
