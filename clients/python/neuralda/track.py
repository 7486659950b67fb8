"""One track: observations in, analyses out."""

from __future__ import annotations

import json
import math
import urllib.request
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional

from . import events
from .analysis import Analysis
from .http import Connection, quoted

BATCH = 1000
"""Observations in one request."""


@dataclass(frozen=True)
class Refusal:
    """An observation that is not used, and why."""

    sequence: int
    reason: str
    message: str


@dataclass
class Receipt:
    """What became of observations. When it arrives, what it accepts is on disk."""

    accepted: int = 0
    duplicates: int = 0
    refused: List[Refusal] = field(default_factory=list)
    next_sequence: int = 0


class Writer:
    """Numbers observations and sends them, repeating what fails in transit with the same numbers."""

    def __init__(self, connection: Connection, path: str, writer: str, next_sequence: int) -> None:
        self._connection, self._path, self._writer = connection, path, writer
        self.next_sequence = next_sequence

    def send(self, observations: Any) -> Receipt:
        """Sends a DataFrame with the columns time, component, value, error_std, or mappings with these keys."""
        total = Receipt(next_sequence=self.next_sequence)
        rows = iter(_rows(observations))
        while chunk := list(islice(rows, BATCH)):
            answer = self._connection.call(
                "POST", f"{self._path}/observations", {"writer": self._writer, "sequence": self.next_sequence},
                json.dumps(chunk).encode())
            self.next_sequence = total.next_sequence = answer["next_sequence"]
            total.accepted += answer["accepted"]
            total.duplicates += answer["duplicates"]
            total.refused += [Refusal(each["sequence"], each["reason"], each["message"]) for each in answer["refused"]]
        return total


class Track:
    """A system under observation."""

    def __init__(self, connection: Connection, name: str, units: Callable[[str], Dict[str, str]]) -> None:
        self.name = name
        self._connection = connection
        self._path = f"/v1/tracks/{quoted(name)}"
        self._units = units

    def status(self) -> Dict[str, Any]:
        """Where the track stands."""
        return self._connection.call("GET", self._path)

    def writer(self, writer: str, next_sequence: Optional[int] = None) -> Writer:
        """A writer that goes on with its numbering, or from a number; one writer has one sender at a time."""
        if next_sequence is None:
            known = {each["writer_id"]: each["next_sequence"] for each in self.status()["writers"]}
            next_sequence = known.get(writer, 0)
        return Writer(self._connection, self._path, writer, next_sequence)

    def send(self, observations: Any, writer: str = "python") -> Receipt:
        """Sends observations once, after those that the writer sent before."""
        return self.writer(writer).send(observations)

    def latest(self) -> Analysis:
        """The newest revision of the newest window."""
        return self._analysis(self._connection.call("GET", f"{self._path}/analyses/latest"))

    def past(self, start: int = 1, limit: int = 100) -> List[Analysis]:
        """Analyses that there are, from a sequence number on."""
        query = {"from": start, "limit": limit}
        return [self._analysis(each) for each in self._connection.call("GET", f"{self._path}/analyses", query)]

    def netcdf(self, start: int = 1, limit: int = 100) -> bytes:
        """The same as the content of a NetCDF-4 file with CF attributes, for ``xarray.open_dataset``."""
        return self._connection.read("GET", f"{self._path}/analyses", {"from": start, "limit": limit, "format": "netcdf"})

    def analyses(self, start: int = 1) -> Iterator[Analysis]:
        """Every analysis from a sequence number on, then each new one as it is published; without gap or repetition.

        It goes on where it stopped when the connection is lost, and ends only when it is closed.
        """
        def open_stream(last: Optional[int]) -> urllib.request.Request:
            request = self._connection.request("GET", f"{self._path}/analyses/stream", {"from": start})
            request.add_header("Accept", "text/event-stream")
            if last is not None:
                request.add_header("Last-Event-ID", str(last))
            return request

        for document in events.follow(open_stream):
            yield self._analysis(document)

    def forecast(self, until: float) -> Dict[str, Any]:
        """A run of the physical model from the latest analysis until a model time."""
        return self._connection.call("GET", f"{self._path}/forecast", {"until": until})

    def _analysis(self, document: Dict[str, Any]) -> Analysis:
        return Analysis(document, lambda: self._units(document["prior"]))


def _rows(observations: Any) -> Iterable[Mapping[str, Any]]:
    """Observations as JSON has them: a number that is none is null, which the service refuses and says so."""
    names = ("time", "component", "value", "error_std")
    if hasattr(observations, "itertuples"):
        observations = (dict(zip(names, row)) for row in observations[list(names)].itertuples(index=False))
    for row in observations:
        yield {
            "time": float(row["time"]), "component": str(row["component"]), "value": _number(row["value"]),
            "error_std": float(row["error_std"]),
        }


def _number(value: Any) -> Optional[float]:
    number = math.nan if value is None else float(value)
    return number if math.isfinite(number) else None
