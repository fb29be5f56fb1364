"""On which samples a network was right: as many bits, kept with what came of a run.

Two networks that were asked about the same samples are compared by these, sample by sample.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from archspec.runner.shown.certainty import Certainty

NAME: Final = "answered"
"""Of the field of `result.json`."""

MOST: Final = 10_000


@dataclass(frozen=True)
class Answered:
    """Which samples of a part were answered rightly by the best weights.

    Args:
        part: of the data.
        samples: how many were asked about, in the order of their numbers.
        truth: a sum over their numbers and what is right of them: that of the same samples only.
        right: a bit for each, in base64, the first sample in the highest bit.
    """

    part: str
    samples: int
    truth: str
    right: str

    @property
    def bits(self) -> np.ndarray:
        """Whether each was answered rightly, (samples,).

        >>> Answered("test", 3, "", "oA==").bits.tolist()
        [True, False, True]
        """
        packed = np.frombuffer(base64.b64decode(self.right), np.uint8)
        return np.unpackbits(packed, count=self.samples).astype(bool)


def answered(part: str, known: "Certainty") -> Answered:
    """The same of what a network said."""
    whole = np.stack([known.numbers.numpy(), known.truth.numpy()]).astype("<i8")
    packed = np.packbits((known.said == known.truth).numpy())
    truth = blake2b(whole.tobytes(), digest_size=16).hexdigest()
    return Answered(part, len(known.said), truth, base64.b64encode(packed.tobytes()).decode())


def read_answered(content: Mapping[str, Any]) -> Answered | None:
    """What a run has kept of it; None where it kept nothing.

    Raises:
        ValueError: where it is not as a run writes it.
        TypeError: likewise.
        KeyError: likewise.
    """
    if NAME not in content:
        return None
    found = content[NAME]
    one = Answered(*(found[name] for name in ("part", "samples", "truth", "right")))
    texts = all(isinstance(text, str) for text in (one.part, one.truth, one.right))
    if not (texts and type(one.samples) is int and 0 < one.samples <= MOST):
        raise ValueError(f"`{NAME}` is not what a run writes there")
    if len(one.bits) != one.samples or len(base64.b64decode(one.right)) != -(-one.samples // 8):
        raise ValueError(f"`{NAME}` has not as many answers as samples")
    return one
