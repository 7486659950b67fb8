"""One analysis."""

from __future__ import annotations

from typing import Any, Callable, Dict, List


class Analysis:
    """The estimate of a window: for each component a mean and a standard deviation at each time, physical units."""

    def __init__(self, document: Dict[str, Any], units: Callable[[], Dict[str, str]]) -> None:
        self.document = document
        self._units = units

    @property
    def sequence(self) -> int:
        """Number of the analysis within its track."""
        return self.document["sequence"]

    @property
    def window(self) -> int:
        """Index of its window."""
        return self.document["window"]

    @property
    def revision(self) -> int:
        """1 for the window's first analysis, one more each time new observations re-open it."""
        return self.document["revision"]

    @property
    def time(self) -> List[float]:
        """Model times."""
        return self.document["time"]

    @property
    def components(self) -> List[str]:
        """Names of the components."""
        return list(self.document["components"])

    def mean(self, component: str) -> List[float]:
        """The last word on a component: after the Gauss-Newton steps where there were any."""
        estimate = self.document["components"][component]
        return estimate["refined_mean"] or estimate["mean"]

    def std(self, component: str) -> List[float]:
        """Its standard deviation."""
        estimate = self.document["components"][component]
        return estimate["refined_standard_deviation"] or estimate["standard_deviation"]

    def to_xarray(self) -> Any:
        """A Dataset on the time axis: NAME and NAME_std for each component, and the window's observations."""
        import xarray

        units = self._units()
        data: Dict[str, Any] = {}
        for name in self.components:
            data[name] = ("time", self.mean(name), {"units": units[name], "ancillary_variables": f"{name}_std"})
            data[f"{name}_std"] = ("time", self.std(name), {"units": units[name]})
        observations = self.document["observations"]
        for key in ("time", "component", "value", "error_std", "o_minus_b", "o_minus_a"):
            values = [each[key] if each[key] is not None else float("nan") for each in observations]
            data[key if key.startswith("o_minus") else f"observation_{key}"] = ("observation", values)
        data["observation_refused"] = ("observation", [each["refused"] or "" for each in observations])
        facts = ("track", "sequence", "window", "revision", "prior", "prior_version", "chi_square")
        return xarray.Dataset(
            data, coords={"time": ("time", self.time, {"long_name": "model time"})},
            attrs={key: self.document[key] for key in facts})

    def to_pandas(self) -> Any:
        """A DataFrame with the columns time, component, mean, std."""
        import pandas

        return pandas.concat(
            pandas.DataFrame({"time": self.time, "component": name, "mean": self.mean(name), "std": self.std(name)})
            for name in self.components)

    def __repr__(self) -> str:
        return f"<Analysis {self.sequence} of {self.document['track']}: window {self.window}, revision {self.revision}>"
