"""btc-1h-direction-light: down, hold and up for the next hour in one matrix product, for micro nodes and validators."""

import sys
from pathlib import Path

import numpy as np
from onnx import helper
from sklearn.linear_model import LogisticRegression

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from training import graphs, report
from training.direction import CLASSES, OUTPUT, score_of_2022, train_direction
from training.features import feature

STRENGTHS = (0.001, 0.003, 0.01, 0.03, 0.1)
FEATURES = [
    *(feature("log-return", f"return_{span}", span=span) for span in (1, 3, 24)),
    feature("band-position", "band_position_168", window=168),
    *(feature("close-location", f"close_location_{window}", window=window) for window in (3, 24)),
    *(feature("log-of-range", f"log_range_{window}", window=window) for window in (3, 6, 24, 168)),
    feature("rsi", "rsi_14", period=14),
    feature("ema-ratio", "ema_ratio_12", period=12),
    feature("volume-z-score", "volume_z_score_24", window=24),
    feature("volume-ratio", "volume_ratio_3_72", fast=3, slow=72),
    feature("time-of-day", "day_sin", coordinate="sin"),
    feature("time-of-day", "day_cos", coordinate="cos"),
    feature("time-of-week", "week_sin", coordinate="sin"),
    feature("time-of-week", "week_cos", coordinate="cos"),
]


def learn(inputs, rounds):
    fits = {strength: fit(strength, inputs, rounds) for strength in STRENGTHS}
    tried = {
        strength: score_of_2022(probabilities_of(*weights, inputs[rounds.is_tuning]), rounds)
        for strength, weights in fits.items()
    }
    weights, bias = fits[min(tried, key=tried.get)]
    rows = [(strength, f"{score:.5f}") for strength, score in tried.items()]
    tuning_table = report.table(("C (inverse strength of the L2 penalty)", "RPS in 2022"), rows)
    return probabilities_of(weights, bias, inputs), build_graph(weights, bias), tuning_table


def fit(strength, inputs, rounds):
    training = rounds.is_training
    regression = LogisticRegression(C=strength, max_iter=1000, tol=1e-8)
    regression.fit(inputs[training].astype(np.float64), rounds.outcome[training])
    return regression.coef_.T.astype(np.float32), regression.intercept_.astype(np.float32)


def probabilities_of(weights, bias, inputs):
    sums = inputs.astype(np.float64) @ weights + bias
    exponentials = np.exp(sums - sums.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def build_graph(weights, bias):
    linear, tensors = graphs.linear_layer(weights, bias, "sums")
    nodes = [linear, helper.make_node("Softmax", ["sums"], [OUTPUT], axis=1)]
    return graphs.model_bytes(FOLDER.name, nodes, tensors, len(weights), OUTPUT, CLASSES)


if __name__ == "__main__":
    train_direction(
        FOLDER,
        tiers=["micro", "validator"],
        features=FEATURES,
        learn=learn,
        what="Multinomial logistic regression: one matrix product and a softmax.",
    )
