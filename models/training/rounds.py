"""Rounds with their labels and frozen terms, joined to the rows of a matrix and split by year."""

import subprocess
from dataclasses import dataclass

import numpy as np

from .features import REPOSITORY

YEAR_2022 = np.datetime64("2022-01-01", "ms").astype(np.int64)
YEAR_2023 = np.datetime64("2023-01-01", "ms").astype(np.int64)


@dataclass(frozen=True)
class Rounds:
    """One element per round. `value` is a log return or log range, the thresholds are in its unit."""

    close_times: np.ndarray
    matrix_rows: np.ndarray
    outcome: np.ndarray
    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    climatology: np.ndarray

    @property
    def is_training(self):
        return self.close_times < YEAR_2022

    @property
    def is_tuning(self):
        return (self.close_times >= YEAR_2022) & (self.close_times < YEAR_2023)

    @property
    def is_test(self):
        return self.close_times >= YEAR_2023


def label_rounds(kind, matrix):
    """Labels the ready rows by the network's settlement rule; rounds that it voids (gaps) are left out."""
    command = ["npx", "--no-install", "node", "models/training/label-rounds.ts", kind, str(matrix.path)]
    printed = subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.PIPE, text=True).stdout
    table = np.array([line.split(",") for line in printed.splitlines()[1:]], dtype=np.float64)
    table = table[np.isin(table[:, 0], matrix.close_times)]
    close_times = table[:, 0].astype(np.int64)
    return Rounds(
        close_times=close_times,
        matrix_rows=np.searchsorted(matrix.close_times, close_times),
        outcome=table[:, 1].astype(int),
        value=table[:, 2] / 1e9,
        lower=table[:, 3] / 1e9,
        upper=table[:, 4] / 1e9,
        climatology=table[:, 5:8] / 1e4,
    )
