"""Gradient boosting with one thread and one seed, its size chosen on 2022."""

import xgboost

SEED = 1
ROUNDS = 300
COMMON = {"tree_method": "hist", "nthread": 1, "seed": SEED, "eta": 0.05, "subsample": 0.7, "colsample_bytree": 0.5}


def boost(parameters, training, labels, *, base=None, rounds=ROUNDS):
    data = xgboost.DMatrix(training, labels, base_margin=base)
    return xgboost.train({**COMMON, **parameters}, data, rounds)


def tune(parameters, depths, training, labels, loss_on_2022, *, base=None):
    """Fits each depth on the training years and picks depth and number of trees by the loss on 2022.

    `loss_on_2022(booster, rounds)` is the loss of the first `rounds` boosting rounds. Returns the booster cut to its
    best size, and for each depth (depth, rounds, loss).
    """
    boosters, tried = {}, []
    for depth in depths:
        boosters[depth] = boost({**parameters, "max_depth": depth}, training, labels, base=base)
        loss, rounds = min((loss_on_2022(boosters[depth], count), count) for count in range(20, ROUNDS + 1, 20))
        tried.append((depth, rounds, loss))
    depth, rounds, _ = min(tried, key=lambda entry: entry[2])
    return boosters[depth][:rounds], tried
