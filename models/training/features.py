"""Feature schemas of the reference models and the matrix that `noderr-model features` writes for them."""

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
CANDLES = REPOSITORY / "models/data/BTCUSDT-1h-binance-2017_2024.csv.gz"
CANDLE_COLUMNS = 8
CLIP = 8


@dataclass(frozen=True)
class Matrix:
    """The ready rows of a feature matrix: close times in epoch ms, raw features in schema order."""

    close_times: np.ndarray
    values: np.ndarray
    names: list[str]
    path: Path

    def column(self, name):
        return self.values[:, self.names.index(name)]


def feature(kind, name, **parameters):
    return {"name": name, "kind": kind, "parameters": parameters}


def draft_schema(name, features):
    """A schema without normalisation. Blocks of eight days; features reach back 169 hours at most."""
    return {
        "name": name,
        "version": "1.0.0",
        "interval": "1h",
        "lookback": 384,
        "anchor": {"periodCandles": 192, "warmupCandles": 169},
        "features": features,
        "normalisation": [],
    }


def seal(schema):
    """Adds the digest: sha256 over the canonical JSON (RFC 8785) of everything else; the schema has no fractions."""
    content = {key: value for key, value in schema.items() if key != "digest"}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return {**content, "digest": "sha256:" + hashlib.sha256(text.encode()).hexdigest()}


def compute_matrix(schema, folder):
    """Has the node's own code compute the features of all candles, and reads what it wrote."""
    schema_file, matrix_file = folder / "schema.json", folder / "matrix.csv"
    schema_file.write_text(json.dumps(seal(schema)))
    command = ["npx", "--no-install", "noderr-model", "features", "--candles", CANDLES]
    command += ["--schema", schema_file, "--out", matrix_file]
    subprocess.run([str(part) for part in command], cwd=REPOSITORY, check=True)
    return read_matrix(matrix_file)


def read_matrix(path):
    with path.open() as lines:
        names = next(lines).rstrip("\n").split(",")
        ready_cell = names.index("ready")
        cells = (line.rstrip("\n").split(",") for line in lines)
        rows = np.array([[float(cell) for cell in row] for row in cells if row[ready_cell] == "1"])
    return Matrix(rows[:, 1].astype(np.int64), rows[:, CANDLE_COLUMNS:], names[CANDLE_COLUMNS:], path)


def normalise_on(schema, matrix, training_rows):
    """Centres and scales every feature by its mean and standard deviation over the training rows; seals the schema."""
    values = matrix.values[training_rows]
    entries = [
        {"feature": name, "centre": f"{centre:.12f}", "scale": f"{scale:.12f}", "clip": str(CLIP)}
        for name, centre, scale in zip(matrix.names, values.mean(axis=0), values.std(axis=0))
    ]
    return seal({**schema, "normalisation": entries})


def model_input(schema, matrix):
    """(value - centre) / scale within the clip, as float32: bit for bit what a node feeds its model."""
    centres = np.array([float(entry["centre"]) for entry in schema["normalisation"]])
    scales = np.array([float(entry["scale"]) for entry in schema["normalisation"]])
    return np.clip((matrix.values - centres) / scales, -CLIP, CLIP).astype(np.float32)
