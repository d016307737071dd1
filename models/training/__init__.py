"""Shared parts of the three training scripts: matrix, rounds, ONNX graphs, figures and reports."""
