"""btc-1h-direction: probabilities of down, hold and up for the next hour, for oracles. Boosted trees."""

import sys
from pathlib import Path

import xgboost
from onnx import helper

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from training import graphs, report
from training.boosting import tune
from training.direction import CLASSES, OUTPUT, score_of_2022, train_direction
from training.features import feature

DEPTHS = (2, 3, 4)
FEATURES = [
    *(feature("log-return", f"return_{span}", span=span) for span in (1, 2, 3, 6, 12, 24, 72)),
    feature("band-position", "band_position_168", window=168),
    *(feature("close-location", f"close_location_{window}", window=window) for window in (3, 24)),
    *(feature("realised-volatility", f"volatility_{window}", window=window) for window in (6, 24, 168)),
    *(feature("log-range", f"range_{window}", window=window) for window in (1, 3, 6, 24, 168)),
    *(feature("log-of-range", f"log_range_{window}", window=window) for window in (3, 6, 24, 168)),
    feature("seasonal-range", "seasonal_range_24_7", period=24, cycles=7),
    *(feature("garman-klass", f"garman_klass_{window}", window=window) for window in (6, 24)),
    feature("rsi", "rsi_14", period=14),
    *(feature("ema-ratio", f"ema_ratio_{period}", period=period) for period in (12, 26, 50, 100)),
    feature("macd-line", "macd_line", fast=12, slow=26, signal=9),
    feature("macd-histogram", "macd_histogram", fast=12, slow=26, signal=9),
    feature("atr", "atr_14", period=14),
    feature("bollinger-position", "bollinger_position_20", period=20, deviations=2),
    feature("bollinger-width", "bollinger_width_20", period=20, deviations=2),
    feature("adx", "adx_14", period=14),
    feature("directional-balance", "directional_balance_14", period=14),
    feature("aroon", "aroon_25", period=25),
    feature("stochastic-k", "stochastic_k_14", period=14, smoothing=3, signal=3),
    feature("stochastic-d", "stochastic_d_14", period=14, smoothing=3, signal=3),
    feature("obv-slope", "obv_slope_24", window=24),
    feature("volume-z-score", "volume_z_score_24", window=24),
    feature("volume-ratio", "volume_ratio_3_72", fast=3, slow=72),
    feature("vwap-distance", "vwap_distance_24", window=24),
    feature("time-of-day", "day_sin", coordinate="sin"),
    feature("time-of-day", "day_cos", coordinate="cos"),
    feature("time-of-week", "week_sin", coordinate="sin"),
    feature("time-of-week", "week_cos", coordinate="cos"),
]


def learn(inputs, rounds):
    training, held_out = rounds.is_training, xgboost.DMatrix(inputs[rounds.is_tuning])

    def loss(booster, count):
        return score_of_2022(booster.predict(held_out, iteration_range=(0, count)), rounds)

    parameters = {"objective": "multi:softprob", "num_class": CLASSES, "min_child_weight": 100}
    booster, tried = tune(parameters, DEPTHS, inputs[training], rounds.outcome[training], loss)
    probabilities = booster.predict(xgboost.DMatrix(inputs))
    rows = [(depth, count, f"{score:.5f}") for depth, count, score in tried]
    tuning_table = report.table(("depth", "best number of boosting rounds", "RPS in 2022"), rows)
    return probabilities, build_graph(booster, inputs.shape[1]), tuning_table


def build_graph(booster, width):
    nodes = [
        graphs.boosted_trees(booster, CLASSES, "sums"),
        helper.make_node("Softmax", ["sums"], [OUTPUT], axis=1),
    ]
    return graphs.model_bytes(FOLDER.name, nodes, [], width, OUTPUT, CLASSES)


if __name__ == "__main__":
    train_direction(
        FOLDER,
        tiers=["oracle"],
        features=FEATURES,
        learn=learn,
        what="Boosted trees, one per class and boosting round, and a softmax.",
    )
