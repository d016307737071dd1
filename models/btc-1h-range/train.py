"""btc-1h-range: the log range ln(high / low) of the next hour, for guardians.

A linear forecast of the log range's logarithm from past ranges over several spans (a heterogeneous autoregressive
model, F. Corsi 2009), corrected by boosted trees on all features. The network's calm/normal/wild probabilities follow
from the prediction and the distribution of its errors in 2022.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import xgboost
from onnx import helper

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from training import graphs
from training.boosting import tune
from training.features import compute_matrix, draft_schema, feature, model_input, normalise_on
from training.folder import as_integers, write_fixture, write_release
from training.range_figures import error_quantiles, range_figures
from training.range_report import range_report
from training.rounds import YEAR_2022, label_rounds

OUTPUT = "log_range"
DEPTHS = (3, 4, 5)
LINEAR = [
    *(feature("log-of-range", f"log_range_{window}", window=window) for window in (3, 6, 24, 168)),
    feature("volume-z-score", "volume_z_score_24", window=24),
    feature("volume-ratio", "volume_ratio_3_72", fast=3, slow=72),
    feature("time-of-day", "day_sin", coordinate="sin"),
    feature("time-of-day", "day_cos", coordinate="cos"),
    feature("time-of-week", "week_sin", coordinate="sin"),
    feature("time-of-week", "week_cos", coordinate="cos"),
]
FURTHER = [
    *(feature("log-range", f"range_{window}", window=window) for window in (1, 24)),
    *(feature("log-return", f"return_{span}", span=span) for span in (1, 3, 6, 24, 72)),
    *(feature("realised-volatility", f"volatility_{window}", window=window) for window in (6, 24, 168)),
    *(feature("garman-klass", f"garman_klass_{window}", window=window) for window in (6, 24)),
    feature("seasonal-range", "seasonal_range_24_7", period=24, cycles=7),
    feature("band-position", "band_position_168", window=168),
    feature("atr", "atr_14", period=14),
    feature("bollinger-width", "bollinger_width_20", period=20, deviations=2),
    feature("adx", "adx_14", period=14),
    feature("rsi", "rsi_14", period=14),
    feature("close-location", "close_location_24", window=24),
    feature("vwap-distance", "vwap_distance_24", window=24),
]


def main():
    with tempfile.TemporaryDirectory() as scratch:
        draft = draft_schema(FOLDER.name, LINEAR + FURTHER)
        matrix = compute_matrix(draft, Path(scratch))
        rounds = label_rounds("regime", matrix)
    schema = normalise_on(draft, matrix, matrix.close_times < YEAR_2022)
    inputs = model_input(schema, matrix)[rounds.matrix_rows]

    weights, bias, linear = fit_linear(inputs, rounds)
    booster, tried = fit_trees(inputs, rounds, linear)
    raw = booster.predict(xgboost.DMatrix(inputs, base_margin=linear), output_margin=True)
    bias += mean_correction(raw, rounds)
    predicted = np.exp(raw + mean_correction(raw, rounds))

    quantiles = error_quantiles(predicted[rounds.is_tuning], rounds.value[rounds.is_tuning])
    baselines = {
        "linear": np.exp(linear + mean_correction(linear, rounds)),
        "last hour": matrix.column("range_1")[rounds.matrix_rows],
        "mean of the last 24 hours": matrix.column("range_24")[rounds.matrix_rows],
    }
    results = range_figures(predicted, baselines, rounds, quantiles)
    write_release(
        FOLDER,
        kind="regime",
        tiers=["guardian"],
        interpretation={"type": "log-range", "output": OUTPUT, "residualQuantilesE9": quantiles.tolist()},
        schema=schema,
        model=build_graph(weights, bias, booster, inputs.shape[1]),
        metrics=as_integers(results["metrics"]),
        report=range_report(results, tried, rounds),
    )
    write_fixture(FOLDER, rounds, inputs[rounds.is_test], predicted[rounds.is_test])


def fit_linear(inputs, rounds):
    """Least squares of ln(log range) on the first columns; halted hours without any range are left out."""
    rows = rounds.is_training & (rounds.value > 0)
    design = np.column_stack([inputs[rows, : len(LINEAR)], np.ones(rows.sum())]).astype(np.float64)
    solution = np.linalg.lstsq(design, np.log(rounds.value[rows]), rcond=None)[0]
    weights = np.zeros((inputs.shape[1], 1), np.float32)
    weights[: len(LINEAR), 0] = solution[:-1]
    return weights, solution[-1], inputs @ weights[:, 0] + np.float32(solution[-1])


def fit_trees(inputs, rounds, linear):
    """Boosts the linear forecast on the training years; the loss is the squared error of ln(log range)."""
    training, tuning = (rows & (rounds.value > 0) for rows in (rounds.is_training, rounds.is_tuning))
    held_out = xgboost.DMatrix(inputs[tuning], base_margin=linear[tuning])
    wanted = np.log(rounds.value[tuning])

    def loss(booster, count):
        return float(((booster.predict(held_out, iteration_range=(0, count)) - wanted) ** 2).mean())

    parameters = {"objective": "reg:squarederror", "min_child_weight": 50}
    labels = np.log(rounds.value[training])
    return tune(parameters, DEPTHS, inputs[training], labels, loss, base=linear[training])


def mean_correction(log_predicted, rounds):
    """What turns a forecast of the logarithm into one of the mean: ln of the mean multiplicative error in 2022."""
    rows = rounds.is_tuning
    return np.float32(np.log((rounds.value[rows] / np.exp(log_predicted[rows])).mean()))


def build_graph(weights, bias, booster, width):
    linear, tensors = graphs.linear_layer(weights, [bias], "linear")
    nodes = [
        linear,
        graphs.boosted_trees(booster, 1, "correction"),
        helper.make_node("Add", ["linear", "correction"], ["logarithm"]),
        helper.make_node("Exp", ["logarithm"], [OUTPUT]),
    ]
    return graphs.model_bytes(FOLDER.name, nodes, tensors, width, OUTPUT, 1)


if __name__ == "__main__":
    main()
