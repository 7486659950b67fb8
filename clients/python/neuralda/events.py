"""Server-sent events that go on where they stopped."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

from .http import TRANSIENT_ERRORS, to_problem

_PATIENCE = 60.0
"""Seconds without a sign of life after which a connection is given up; the service sends one each 15 s."""

_PAUSE = 0.5
_GONE = {401, 403, 404}


def follow(open_stream: Callable[[Optional[int]], urllib.request.Request]) -> Iterator[Dict[str, Any]]:
    """The data of every event, each once. A stream that breaks is opened again after the last event seen."""
    last: Optional[int] = None
    while True:
        try:
            with urllib.request.urlopen(open_stream(last), timeout=_PATIENCE) as response:
                for number, data in parse(response):
                    last = number
                    yield data
        except urllib.error.HTTPError as error:
            if error.code in _GONE or error.code < 408:
                raise to_problem(error) from None
        except (urllib.error.URLError, *TRANSIENT_ERRORS):
            pass
        time.sleep(_PAUSE)


def parse(lines: Any) -> Iterator[Tuple[int, Dict[str, Any]]]:
    """Numbered events of a stream of lines; heartbeats have no number."""
    number: Optional[int] = None
    data = []
    for raw in lines:
        line = raw.decode().rstrip("\r\n")
        if line.startswith("id:"):
            number = int(line[3:])
        elif line.startswith("data:"):
            data.append(line[5:].lstrip())
        elif not line:
            if number is not None and data:
                yield number, json.loads("\n".join(data))
            number, data = None, []
