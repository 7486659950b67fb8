"""Client of the NeuralDA service. Standard library only; pandas and xarray are used where they are installed."""

from .analysis import Analysis
from .client import Client
from .http import NeuralDAError
from .track import Receipt, Refusal, Track, Writer

__all__ = ["Analysis", "Client", "NeuralDAError", "Receipt", "Refusal", "Track", "Writer"]
