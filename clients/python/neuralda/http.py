"""Requests to the service. Every call is safe to repeat, so what fails in transit is repeated."""

from __future__ import annotations

import gzip
import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Iterator, Mapping, Optional

_TRANSIENT_STATUS = {408, 429, 502, 503, 504}
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
TRANSIENT_ERRORS = (ConnectionError, TimeoutError, http.client.HTTPException)


class NeuralDAError(Exception):
    """The service refused a request: what it expected and what came, with the HTTP status."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Connection:
    """A service and the key to it."""

    def __init__(self, address: str, key: Optional[str], timeout: float, retry_for: float) -> None:
        self._address = address.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._retry_for = retry_for

    def call(
        self, method: str, path: str, query: Optional[Mapping[str, Any]] = None, body: Optional[bytes] = None,
        content_type: str = "application/json",
    ) -> Any:
        """Sends a request and gives the JSON that comes back."""
        return json.loads(self.read(method, path, query, body, content_type))

    def read(
        self, method: str, path: str, query: Optional[Mapping[str, Any]] = None, body: Optional[bytes] = None,
        content_type: str = "application/json",
    ) -> bytes:
        """Sends a request and gives what comes back. Repeats it for a while when it fails in transit."""
        request = self.request(method, path, query, body, content_type)
        for _ in pauses(self._retry_for):
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as response:
                    return response.read()
            except urllib.error.HTTPError as error:
                problem = to_problem(error)
                if problem.status not in _TRANSIENT_STATUS:
                    raise problem from None
                last: Exception = problem
            except urllib.error.URLError as error:
                last = error
            except TRANSIENT_ERRORS as error:
                last = error
        raise last

    def request(
        self, method: str, path: str, query: Optional[Mapping[str, Any]] = None, body: Optional[bytes] = None,
        content_type: str = "application/json",
    ) -> urllib.request.Request:
        """A request with everything that it needs."""
        text = urllib.parse.urlencode({name: value for name, value in (query or {}).items() if value is not None})
        request = urllib.request.Request(self._address + path + ("?" + text if text else ""), method=method)
        if self._key is not None:
            request.add_header("Authorization", "Bearer " + self._key)
        if body is not None:
            request.data = gzip.compress(body, compresslevel=1)
            request.add_header("Content-Type", content_type)
            request.add_header("Content-Encoding", "gzip")
        return request


def pauses(seconds: float) -> Iterator[None]:
    """Attempts with pauses between them that double, for some seconds."""
    begin, pause = time.monotonic(), _FIRST_PAUSE
    yield
    while time.monotonic() - begin < seconds:
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        yield


def to_problem(error: urllib.error.HTTPError) -> NeuralDAError:
    """What the service says of a refusal."""
    try:
        problem = json.load(error)
        return NeuralDAError(error.code, problem.get("detail") or problem.get("title") or str(error))
    except (ValueError, AttributeError):
        return NeuralDAError(error.code, str(error))


def quoted(name: str) -> str:
    """A name as a part of a path."""
    return urllib.parse.quote(name, safe="")
