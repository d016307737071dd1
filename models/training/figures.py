"""Out-of-sample figures: scores, their block-bootstrap intervals and calibration."""

import numpy as np

WEEK_MS = 7 * 86_400_000
RESAMPLES = 2000
SEED = 20230101
BINS = 10


def ranked_probability_score(probabilities, outcome):
    """Per round, 0 (sure and right) to 1: half the squared distance of the cumulative probabilities (PROTOCOL §4)."""
    below = probabilities[:, 0] - (outcome == 0)
    not_above = 1 - probabilities[:, 2] - (outcome <= 1)
    return (below**2 + not_above**2) / 2


def resampled_weeks(close_times):
    """How often each round is drawn when whole weeks are drawn with replacement; one row per resample."""
    weeks, of_round = np.unique(close_times // WEEK_MS, return_inverse=True)
    draws = np.random.default_rng(SEED).integers(0, len(weeks), (RESAMPLES, len(weeks)))
    counts = np.stack([np.bincount(draw, minlength=len(weeks)) for draw in draws])
    return counts, of_round


def sums_by_week(values, of_round):
    return np.stack([np.bincount(of_round, weights=column) for column in np.atleast_2d(values)])


def interval(samples):
    low, high = np.quantile(samples, [0.025, 0.975])
    return float(low), float(high)


def mean_with_interval(values, close_times):
    """A mean over rounds and its 95 % interval."""
    counts, of_round = resampled_weeks(close_times)
    total, rounds = sums_by_week(np.stack([values, np.ones(len(values))]), of_round)
    return estimate(values.mean(), (counts @ total) / (counts @ rounds))


def r_squared_with_interval(actual, predicted, close_times, other=None):
    """1 - squared error / squared distance from the rounds' own mean; with `other`, the gain over that prediction."""
    counts, of_round = resampled_weeks(close_times)
    error = (actual - predicted) ** 2
    gained = -error if other is None else (actual - other) ** 2 - error
    weekly = sums_by_week(np.stack([gained, actual, actual**2, np.ones(len(actual))]), of_round)

    def figure(sums):
        gain, first, second, rounds = sums
        return (other is None) + gain / (second - first**2 / rounds)

    return estimate(figure(weekly.sum(axis=1)), figure(weekly @ counts.T))


def auc_with_interval(score, is_positive, close_times):
    """How often a round that rose got a higher score than one that fell; 0.5 is no skill."""
    counts, of_round = resampled_weeks(close_times)
    order = np.argsort(score, kind="stable")
    positive = is_positive[order].astype(float)
    _, tie = np.unique(score[order], return_inverse=True)

    def figure(weights):
        up = np.bincount(tie, weights=weights * positive)
        down = np.bincount(tie, weights=weights * (1 - positive))
        return (up * (np.cumsum(down) - down / 2)).sum() / (up.sum() * down.sum())

    samples = [figure(count[of_round[order]]) for count in counts[:500]]
    return estimate(figure(np.ones(len(score))), samples)


def estimate(value, samples):
    low, high = interval(samples)
    return {"value": float(value), "low": low, "high": high}


def reliability(probability, happened):
    """Bins of equal width of a forecast probability: rounds, mean forecast, observed frequency."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    rows = []
    for index in range(BINS):
        inside = bins == index
        if inside.any():
            rows.append((index / BINS, int(inside.sum()), probability[inside].mean(), happened[inside].mean()))
    return rows


def expected_calibration_error(rows):
    """Mean distance of forecast and frequency over the bins, weighted by their rounds."""
    rounds = sum(row[1] for row in rows)
    return float(sum(count * abs(forecast - observed) for _, count, forecast, observed in rows) / rounds)
