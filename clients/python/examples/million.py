"""Streams a million observations of eight Lorenz 63 systems and reads every analysis; a restart of the silo in between is survived.

Start a silo beside this script: `neuralda silo --development --priors priors`. Needs numpy and pandas.
"""

import argparse
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from neuralda import Client

STEP, PER_STEP, ERROR = 0.025, 8, 0.5
NAMES = np.array(["u1", "u2", "u3"])


def simulate(observations: int, seed: int) -> pd.DataFrame:
    """Every component of one system, seen eight times a step of the prior, with noise."""
    random = np.random.default_rng(seed)
    times = np.arange(-(-observations // 3)) * STEP / PER_STEP
    states = np.empty((times.size, 3))
    state = np.array([1.5, -1.5, 25.5]) + random.normal(0, 1, 3)
    for i in range(times.size):
        states[i] = state
        middle = state + slope(state) * STEP / PER_STEP / 2
        state = state + slope(middle) * STEP / PER_STEP
    values = states + random.normal(0, ERROR, states.shape)
    return pd.DataFrame({
        "time": np.repeat(times, 3), "component": np.tile(NAMES, times.size), "value": values.ravel(), "error_std": ERROR,
    })[:observations]


def slope(state: np.ndarray) -> np.ndarray:
    x, y, z = state
    return np.array([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z])


class Followed:
    """A track, and a thread that reads its analyses until told how many there are."""

    def __init__(self, client: Client, name: str) -> None:
        self.track = client.create_track(name, prior="lorenz63", shift_steps=16)
        self.sequences = []
        self.last = None
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def finish(self, end: float) -> int:
        """Waits for the last analysis; every one must have come, once and in order."""
        self.last = self.track.status()["last_analysis_sequence"]
        # It may have been read already: one more observation wakes the thread.
        self.track.send([{"time": end, "component": "u1", "value": 0.0, "error_std": 100.0}])
        self._thread.join()
        count = len(self.sequences)
        assert count >= self.last and self.sequences == list(range(1, count + 1)), f"{self.track.name}: {count} of {self.last}"
        return count

    def _follow(self) -> None:
        for analysis in self.track.analyses():
            self.sequences.append(analysis.sequence)
            if self.last is not None and analysis.sequence >= self.last:
                return


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("address", nargs="?", default="http://127.0.0.1:8080")
    arguments.add_argument("--observations", type=int, default=1_000_000)
    arguments.add_argument("--tracks", type=int, default=8)
    arguments.add_argument("--name", default="million")
    options = arguments.parse_args()

    client = Client(options.address, retry_for=300)
    frames = [simulate(options.observations // options.tracks, seed) for seed in range(options.tracks)]
    followed = [Followed(client, f"{options.name}-{i}") for i in range(options.tracks)]
    begin = time.monotonic()
    with ThreadPoolExecutor(options.tracks) as senders:
        receipts = list(senders.map(lambda pair: pair[0].track.send(pair[1]), zip(followed, frames)))
    sent = time.monotonic() - begin
    # What a restart kept although its answer was lost counts as known before, when it is sent again.
    known = sum(receipt.accepted + receipt.duplicates + len(receipt.refused) for receipt in receipts)
    assert known == sum(map(len, frames)), known
    analyses = sum(each.finish(frame["time"].iloc[-1] + STEP) for each, frame in zip(followed, frames))
    print(f"{known} observations in {sent:.1f} s, {analyses} analyses, each seen once, after {time.monotonic() - begin:.1f} s")


if __name__ == "__main__":
    main()
