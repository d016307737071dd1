"""Out-of-sample figures of a direction model and of its baselines, on the same rounds."""

import numpy as np

from . import figures

BASIS_POINTS = 1e4


def frequencies_given(state, rounds):
    """Class frequencies of the training years for each value of `state`, one added to each class."""
    probabilities = np.zeros((len(state), 3))
    for value in np.unique(state):
        rows = state == value
        counts = np.bincount(rounds.outcome[rows & rounds.is_training], minlength=3) + 1
        probabilities[rows] = counts / counts.sum()
    return probabilities


def baseline_probabilities(last_return, rounds):
    """What anyone can say without a model. `last_return` is the log return of the hour before the round."""
    last_class = np.sign(last_return) * (np.abs(last_return) > rounds.upper)
    return {
        "climatology": rounds.climatology,
        "persistence": frequencies_given(last_class, rounds),
        "against the last return": frequencies_given(np.sign(last_return), rounds),
    }


def without_direction(probabilities):
    """The same forecast of hold with up and down equally likely: shows what knowing volatility alone is worth."""
    moves = (probabilities[:, 0] + probabilities[:, 2]) / 2
    return np.column_stack([moves, probabilities[:, 1], moves])


def direction_figures(probabilities, last_return, rounds):
    test = rounds.is_test
    times, outcome, value = rounds.close_times[test], rounds.outcome[test], rounds.value[test]
    forecasts = {
        "model": probabilities,
        "model, up and down made equal": without_direction(probabilities),
        **baseline_probabilities(last_return, rounds),
    }
    forecasts = {name: each[test] for name, each in forecasts.items()}
    scores = {name: figures.ranked_probability_score(each, outcome) for name, each in forecasts.items()}
    classes = {
        name: {
            "rps": figures.mean_with_interval(scores[name], times),
            "hit_rate": figures.mean_with_interval((each.argmax(axis=1) == outcome).astype(float), times),
        }
        for name, each in forecasts.items()
    }
    leanings = {
        "model": forecasts["model"][:, 2] - forecasts["model"][:, 0],
        "persistence": last_return[test],
        "against the last return": -last_return[test],
    }
    gain = {
        f"rps_over_{name}": figures.mean_with_interval(scores[name] - scores["model"], times)
        for name in ("climatology", "persistence", "against the last return", "model, up and down made equal")
    }
    reliability = {
        name: figures.reliability(forecasts["model"][:, index], outcome == index)
        for index, name in enumerate(("down", "hold", "up"))
    }
    metrics = {
        "test_rounds": int(test.sum()),
        "classes": classes,
        "gain": {name.replace(", ", "_").replace(" ", "_"): figure for name, figure in gain.items()},
        "sign": {name: sign_figures(leaning, value, times) for name, leaning in leanings.items()},
        "calibration_error": {name: figures.expected_calibration_error(rows) for name, rows in reliability.items()},
    }
    return {"metrics": metrics, "reliability": reliability}


def sign_figures(leaning, value, times):
    """Whether a leaning (above zero: up) tells the sign of the return, and what following it earns before fees."""
    moved = (value != 0) & (leaning != 0)
    right = (np.sign(leaning) == np.sign(value)).astype(float)
    return {
        "auc": figures.auc_with_interval(leaning[value != 0], value[value != 0] > 0, times[value != 0]),
        "hit_rate": figures.mean_with_interval(right[moved], times[moved]),
        "basis_points_per_hour_before_fees": figures.mean_with_interval(
            np.sign(leaning) * value * BASIS_POINTS, times
        ),
    }
