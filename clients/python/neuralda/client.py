"""The service."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Optional

from .http import Connection, quoted
from .track import Track


class Client:
    """A NeuralDA service.

    ``key`` is an API key or a token; a silo in development mode asks for none. ``timeout`` is of one request, and
    ``retry_for`` is how long a request that fails in transit is repeated, both in seconds.
    """

    def __init__(
        self, address: str = "http://127.0.0.1:8080", key: Optional[str] = None, *,
        timeout: float = 60.0, retry_for: float = 60.0,
    ) -> None:
        self._connection = Connection(address, key, timeout, retry_for)
        self._units: Dict[str, Dict[str, str]] = {}

    def create_track(self, name: str, prior: str, **options: Any) -> Track:
        """Creates a track; creating it again with the same options changes nothing.

        Options are those of the service, such as ``lateness``, ``shift_steps``, ``refinement_steps``.
        """
        body = json.dumps({"prior_name": prior, **options}).encode()
        self._connection.call("PUT", f"/v1/tracks/{quoted(name)}", body=body)
        return self.track(name)

    def track(self, name: str) -> Track:
        """A track that is there; nothing is asked of the service yet."""
        return Track(self._connection, name, self._units_of)

    def tracks(self, prefix: str = "") -> Iterator[str]:
        """Names of the tracks, in alphabetical order."""
        after: Optional[str] = ""
        while after is not None:
            page = self._connection.call("GET", "/v1/tracks", {"prefix": prefix, "after": after, "limit": 1000})
            yield from page["tracks"]
            after = page["next"]

    def priors(self) -> List[str]:
        """Names of the priors."""
        return self._connection.call("GET", "/v1/priors")["priors"]

    def prior(self, name: str) -> Dict[str, Any]:
        """A prior: its windows, components, units and versions."""
        return self._connection.call("GET", f"/v1/priors/{quoted(name)}")

    def _units_of(self, prior: str) -> Dict[str, str]:
        if prior not in self._units:
            status = self.prior(prior)
            self._units[prior] = dict(zip(status["components"], status["units"]))
        return self._units[prior]
