"""Out-of-sample figures of a log-range model and of its baselines, on the same rounds."""

import numpy as np

from . import figures


def error_quantiles(predicted, actual):
    """Quantiles 0 %, 1 % … 100 % of ln(actual) - ln(predicted), times 10^9; hours without any range are left out."""
    errors = log_errors(predicted, actual)
    return np.round(np.quantile(errors, np.linspace(0, 1, 101)) * 1e9).astype(np.int64)


def log_errors(predicted, actual):
    usable = (predicted > 0) & (actual > 0)
    return np.log(actual[usable]) - np.log(predicted[usable])


def class_probabilities(predicted, rounds, quantiles):
    """Calm, normal and wild as a node derives them: the error distribution cut at the round's thresholds."""
    location = np.log(np.maximum(predicted, 1e-6))
    share = np.linspace(0, 1, len(quantiles))
    calm = np.interp(np.log(rounds.lower) - location, quantiles / 1e9, share)
    not_wild = np.interp(np.log(rounds.upper) - location, quantiles / 1e9, share)
    return np.column_stack([calm, not_wild - calm, 1 - not_wild])


def range_figures(predicted, baselines, rounds, quantiles):
    tuning, test = rounds.is_tuning, rounds.is_test
    actual, times, outcome = rounds.value[test], rounds.close_times[test], rounds.outcome[test]
    forecasts = {"model": predicted, **baselines}
    point = {name: point_figures(forecast, rounds) for name, forecast in forecasts.items()}
    probabilities = {
        name: class_probabilities(forecast, rounds, error_quantiles(forecast[tuning], rounds.value[tuning]))[test]
        for name, forecast in baselines.items()
    }
    probabilities = {
        "model": class_probabilities(predicted, rounds, quantiles)[test],
        **probabilities,
        "climatology": rounds.climatology[test],
    }
    scores = {name: figures.ranked_probability_score(each, outcome) for name, each in probabilities.items()}
    classes = {
        name: {
            "rps": figures.mean_with_interval(scores[name], times),
            "hit_rate": figures.mean_with_interval((each.argmax(axis=1) == outcome).astype(float), times),
        }
        for name, each in probabilities.items()
    }
    last = baselines["last hour"]
    gain = {
        "r2_over_last_hour": figures.r_squared_with_interval(actual, predicted[test], times, last[test]),
        "r2_of_logarithm_over_last_hour": gain_of_logarithm(predicted, last, rounds),
        "rps_over_climatology": figures.mean_with_interval(scores["climatology"] - scores["model"], times),
        "rps_over_last_hour": figures.mean_with_interval(scores["last hour"] - scores["model"], times),
        "rps_over_linear": figures.mean_with_interval(scores["linear"] - scores["model"], times),
    }
    reliability = {
        name: figures.reliability(probabilities["model"][:, index], outcome == index)
        for index, name in enumerate(("calm", "normal", "wild"))
    }
    ece = {name: figures.expected_calibration_error(rows) for name, rows in reliability.items()}
    coverage = {
        str(share): float((log_errors(predicted[test], actual) <= quantiles[share] / 1e9).mean())
        for share in (5, 25, 50, 75, 95)
    }
    metrics = {
        "test_rounds": int(test.sum()),
        "point": point,
        "classes": classes,
        "gain": gain,
        "calibration_error": ece,
        "error_below_quantile": coverage,
    }
    return {"metrics": metrics, "reliability": reliability}


def point_figures(forecast, rounds):
    """R² on the log range itself and on its logarithm, and the mean absolute error."""
    actual, predicted, times = (each[rounds.is_test] for each in (rounds.value, forecast, rounds.close_times))
    usable = (actual > 0) & (predicted > 0)
    logarithm = logarithm_of(forecast, rounds)[usable]
    return {
        "r2": figures.r_squared_with_interval(actual, predicted, times),
        "r2_of_logarithm": figures.r_squared_with_interval(np.log(actual[usable]), logarithm, times[usable]),
        "mean_absolute_error": figures.mean_with_interval(np.abs(actual - predicted), times),
    }


def logarithm_of(forecast, rounds):
    """Test forecasts as logarithms, freed of the mean error that they had in 2022; NaN where there is none."""
    shift = log_errors(forecast[rounds.is_tuning], rounds.value[rounds.is_tuning]).mean()
    positive = np.where(forecast > 0, forecast, np.nan)
    return np.log(positive[rounds.is_test]) + shift


def gain_of_logarithm(predicted, other, rounds):
    actual, times = rounds.value[rounds.is_test], rounds.close_times[rounds.is_test]
    own, others = logarithm_of(predicted, rounds), logarithm_of(other, rounds)
    usable = (actual > 0) & np.isfinite(others)
    return figures.r_squared_with_interval(np.log(actual[usable]), own[usable], times[usable], others[usable])
