"""How much a client may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of what is taken from a client.

    Args:
        body: bytes of a request.
        pixels: of all images of a request, as their heads say before one is decoded.
        rows: samples of one request.
        seconds: in which a request has to be there, and then to get its turn.
        requests: that are worked on at the same time; one more is told to come again.
    """

    body: int = 16 * 2**20
    pixels: int = 50_000_000
    rows: int = 1_000
    seconds: float = 15.0
    requests: int = 8
