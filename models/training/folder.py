"""What a model's folder holds beside its training script."""

import json

import numpy as np

CREATED_AT = "2026-11-23T00:00:00Z"
FIXTURE_ROWS = 50
LICENCE = """SPDX-License-Identifier: Apache-2.0

This model is licensed under the Apache License, Version 2.0; the full text stands in the LICENSE file at the root of
the Noderr Node OS repository and at https://www.apache.org/licenses/LICENSE-2.0.

It was trained on one-hour BTCUSDT candles from the repository NIC-project-team/TradingStrategyGA (MIT licence); see
models/data/SOURCES.md.
"""


def write_json(path, content):
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_release(folder, *, kind, tiers, interpretation, schema, model, metrics, report):
    """Writes everything that `noderr-model package` reads."""
    (folder / "model.onnx").write_bytes(model)
    write_json(folder / "features.json", schema)
    purpose = {"kind": kind, "symbol": "BTCUSDT", "interval": "1h", "horizonMs": 3_600_000, "tiers": tiers}
    write_json(folder / "config.json", {**purpose, "interpretation": interpretation})
    write_json(folder / "metrics.json", metrics)
    note = {"id": folder.name, "version": "1.0.0", "sequence": 1, "primary": True}
    write_json(folder / "release.json", {**note, "licence": "Apache-2.0", "createdAt": CREATED_AT})
    (folder / "LICENSE").write_text(LICENCE)
    (folder / "REPORT.md").write_text(report)


def write_fixture(folder, rounds, inputs, outputs):
    """Keeps a few test rows with the outputs of the learner itself, for the test that runs the ONNX file."""
    rows = np.linspace(0, len(inputs) - 1, FIXTURE_ROWS).astype(int)
    fixture = {
        "closeTimes": rounds.close_times[rounds.is_test][rows].tolist(),
        "inputs": [[float(value) for value in inputs[row]] for row in rows],
        "outputs": np.asarray(outputs, np.float64)[rows].reshape(FIXTURE_ROWS, -1).tolist(),
    }
    (folder.parent / "fixtures").mkdir(exist_ok=True)
    (folder.parent / f"fixtures/{folder.name}.json").write_text(json.dumps(fixture) + "\n")


def as_integers(figures):
    """Figures in millionths, so that canonical JSON can hold them: {"rps": 0.19} becomes {"rpsE6": 190000}."""
    result = {}
    for label, figure in figures.items():
        name = label.replace(",", "").replace(" ", "_")
        if isinstance(figure, dict) and "value" in figure:
            result[f"{name}E6"] = {key: round(part * 1e6) for key, part in figure.items()}
        elif isinstance(figure, dict):
            result[name] = as_integers(figure)
        elif isinstance(figure, float):
            result[f"{name}E6"] = round(figure * 1e6)
        else:
            result[name] = figure
    return result
