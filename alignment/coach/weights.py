"""Weights of the statement coach, written by scripts/train_coach.py. Do not edit."""

from __future__ import annotations

# One row per feature: specific, vague, output.
WEIGHTS: dict[str, tuple[float, float, float]] = {
    "quantity": (0.979, -1.100, 0.121),
    "time": (1.185, -1.754, 0.569),
    "who": (0.938, -0.432, -0.506),
    "condition": (1.111, -0.121, -0.990),
    "why": (0.202, 0.011, -0.213),
    "complete": (2.194, -1.317, -0.877),
    "count_of": (-0.069, -0.546, 0.616),
    "strong_opening": (-0.728, -0.736, 1.463),
    "ambiguous_opening": (-0.051, -0.551, 0.602),
    "result_opening": (0.104, 0.392, -0.496),
    "verb_then_artefact": (-0.060, -0.397, 0.457),
    "artefact_first": (-0.237, -0.968, 1.205),
    "count_artefact_rate": (0.253, -1.431, 1.178),
    "made_participle": (0.811, -1.316, 0.505),
    "result_word": (1.078, 0.327, -1.405),
    "outsider": (0.541, 0.219, -0.761),
    "outsider_first": (0.030, 0.144, -0.174),
    "insider_acts": (-0.039, -0.077, 0.117),
    "share": (0.676, 0.333, -1.009),
    "comparison": (1.045, -0.137, -0.909),
    "vague_word": (-0.212, 1.152, -0.940),
    "short": (-0.338, 0.805, -0.467),
    "number_first": (0.443, -0.118, -0.325),
    "noun_and_done": (0.244, -0.088, -0.156),
    "plain_count": (-0.040, -0.326, 0.367),
    "opens_in_the_past": (-0.087, -0.072, 0.158),
    "negation": (0.363, 0.406, -0.769),
    "only_vague": (-0.083, -0.288, 0.371),
}
BIAS: tuple[float, float, float] = (-5.092, 2.953, 2.139)
