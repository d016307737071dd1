"""The steps that both direction models share; only how they learn differs."""

import tempfile
from pathlib import Path

import numpy as np

from .direction_figures import direction_figures
from .direction_report import direction_report
from .features import compute_matrix, draft_schema, model_input, normalise_on
from .figures import ranked_probability_score
from .folder import as_integers, write_fixture, write_release
from .rounds import YEAR_2022, label_rounds

OUTPUT = "probabilities"
CLASSES = 3


def train_direction(folder, *, tiers, features, learn, what):
    """Trains one model and writes its folder.

    `learn(inputs, rounds)` returns the probabilities of all rounds, the ONNX bytes and the table of sizes tried.
    """
    with tempfile.TemporaryDirectory() as scratch:
        draft = draft_schema(folder.name, features)
        matrix = compute_matrix(draft, Path(scratch))
        rounds = label_rounds("direction", matrix)
    schema = normalise_on(draft, matrix, matrix.close_times < YEAR_2022)
    inputs = model_input(schema, matrix)[rounds.matrix_rows]
    probabilities, model, tuning_table = learn(inputs, rounds)
    results = direction_figures(probabilities, matrix.column("return_1")[rounds.matrix_rows], rounds)
    write_release(
        folder,
        kind="direction",
        tiers=tiers,
        interpretation={"type": "class-probabilities", "output": OUTPUT},
        schema=schema,
        model=model,
        metrics=as_integers(results["metrics"]),
        report=direction_report(folder.name, tiers, what, tuning_table, results, rounds),
    )
    write_fixture(folder, rounds, inputs[rounds.is_test], probabilities[rounds.is_test])


def score_of_2022(probabilities, rounds):
    return float(np.mean(ranked_probability_score(probabilities, rounds.outcome[rounds.is_tuning])))
