# %% [markdown]
# # A hidden Lorenz 63 system, followed from one noisy component
#
# Start a silo beside this script: `neuralda silo --development --priors priors`. Needs pandas, numpy and xarray.

# %%
import sys

import numpy as np
import pandas as pd

from neuralda import Client

client = Client(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
track = client.create_track("python-example", prior="lorenz63", shift_steps=8)

# %% [markdown]
# The truth, by small Euler steps, and observations of `u1` alone at irregular times with error 0.5.

# %%
state, step = np.array([1.5, -1.5, 25.5]), 0.001
times = np.arange(0, 4, step)
truth = np.empty((times.size, 3))
for i in range(times.size):
    truth[i] = state
    x, y, z = state
    state = state + step * np.array([10 * (y - x), x * (28 - z) - y, x * y - 8 / 3 * z])

random = np.random.default_rng(1)
seen = np.sort(random.choice(times.size, 60, replace=False))
observations = pd.DataFrame({
    "time": times[seen], "component": "u1", "value": truth[seen, 0] + random.normal(0, 0.5, seen.size), "error_std": 0.5,
})
receipt = track.send(observations)
print(receipt.accepted, "accepted,", receipt.duplicates, "known before,", len(receipt.refused), "refused")

# %% [markdown]
# Analyses arrive as they are made; here the newest of each window so far.

# %%
last = track.status()["last_analysis_sequence"]
windows = {}
for analysis in track.analyses():
    windows[analysis.window] = analysis
    if analysis.sequence >= last:
        break

# %%
dataset = windows[max(windows) - 3].to_xarray()
print(dataset[["u3", "u3_std"]])
inside = dataset.time[dataset.time < times[-1]]
error = dataset.u3.sel(time=inside) - np.interp(inside, times, truth[:, 2])
print("u3, never observed: root mean square error", round(float(np.sqrt((error ** 2).mean())), 2))

# %% [markdown]
# The same as a file: NetCDF-4 with CF attributes, which xarray opens and, where matplotlib is installed, plots.

# %%
import tempfile

import xarray as xr

with tempfile.NamedTemporaryFile(suffix=".nc") as file:
    file.write(track.netcdf(start=last, limit=1))
    file.flush()
    with xr.open_dataset(file.name) as opened:
        newest = opened.load()
print(newest.u1.attrs["long_name"], "in", newest.sizes["time"], "steps")
try:
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError:
    print("no plot: matplotlib is not installed")
else:
    newest.u3.plot(label="u3")
    plt.fill_between(newest.time, newest.u3 - 2 * newest.u3_std, newest.u3 + 2 * newest.u3_std, alpha=0.3)
    plt.savefig("lorenz63.png")
    print("plotted to lorenz63.png")
