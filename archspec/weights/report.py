"""What became of a file of weights: which tensors fitted, and which did not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archspec.diagnostics.readable import as_name, printable, readable
from archspec.files.run_files import BEST, LAST, RAW

MAX_NAMED: Final = 8
"""Names that a line lists before it only counts the rest."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a network took from a file of weights.

    A tensor that the network has under several names counts once, under the first.

    Args:
        path: the file.
        matched: the tensors of the network that now have the file's values.
        left: the tensors of the network that kept their initial values.
        unused: the keys of the file that went nowhere.
        parameters: how many parameters the matched tensors hold; statistics of norms do not count.
        notes: what was done to make them fit.

    >>> print(LoadReport(Path("a.pt"), ("0.weight",), ("0.bias",), (), 12))
    loaded 1 of 2 tensors (12 parameters) from a.pt
      1 kept its initial value: 0.bias
    """

    path: Path
    matched: tuple[str, ...]
    left: tuple[str, ...]
    unused: tuple[str, ...]
    parameters: int
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        total = len(self.matched) + len(self.left)
        numbers = f"{self.parameters:,} parameter{'s' * (self.parameters != 1)}"
        source = printable(_source(self.path))
        yield f"loaded {len(self.matched)} of {total} tensors ({numbers}) from {source}"
        for note in self.notes:
            yield f"  {readable(note)}"
        if self.left:
            kept = "its initial value" if len(self.left) == 1 else "their initial values"
            yield f"  {len(self.left)} kept {kept}: {shortened(self.left)}"
        if self.unused:
            yield f"  {len(self.unused)} of the file not used: {shortened(self.unused)}"


def _source(path: Path) -> str:
    """The name of a file, with its folder where all runs have a file of that name.

    >>> _source(Path("resnet18.pt")), _source(Path("runs/clothes/best.safetensors"))
    ('resnet18.pt', 'clothes/best.safetensors')
    """
    return "/".join(path.parts[-2:]) if path.name in (BEST, LAST, RAW) else path.name


def shortened(names: Sequence[str], limit: int = MAX_NAMED) -> str:
    """Names in a row, cut with a count where they are many.

    >>> shortened(["a", "b", "c"]), shortened(["a", "b", "c"], limit=2)
    ('a, b, c', 'a, b and 1 more')
    """
    shown = ", ".join(map(as_name, names[:limit]))
    return shown + (f" and {len(names) - limit:,} more" if len(names) > limit else "")
