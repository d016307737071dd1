"""Retrains the reference models, all of them or those named: `/usr/bin/python3 models/train.py btc-1h-range`.

One thread everywhere, so that sums are taken in one order and the same candles give the same bytes.
"""

import os
import subprocess
import sys
from pathlib import Path

MODELS = Path(__file__).resolve().parent
NAMES = ("btc-1h-range", "btc-1h-direction", "btc-1h-direction-light")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

for name in sys.argv[1:] or NAMES:
    print(f"training {name}", flush=True)
    subprocess.run([sys.executable, MODELS / name / "train.py"], env={**os.environ, **ONE_THREAD}, check=True)
