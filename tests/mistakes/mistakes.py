"""The mistakes of `cases/`, and what archspec says about each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archspec.compiler import compile_source
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.text import render

HERE = Path(__file__).parent
NAME = "net.yaml"
HEAD = "archspec: 1\ninput: [3, 32, 32]\nlayers:\n"
"""What a case that is nothing but layers stands under."""


@dataclass(frozen=True)
class Mistake:
    """A text with something wrong in it; `setting` is what the command line adds."""

    area: str
    title: str
    text: str
    setting: str = ""

    @property
    def source(self) -> Source:
        """The text as a file."""
        return Source(NAME, self.text)

    def found(self) -> tuple[Diagnostic, ...]:
        """Everything that is said about it."""
        name, _, value = self.setting.removeprefix("--set ").partition("=")
        variant = self.setting.removeprefix(":") if self.setting.startswith(":") else None
        try:
            spec, _ = compile_source(
                self.source, [(name, value)] if self.setting.startswith("--set") else (), variant
            )
        except Failure as failure:
            return tuple(failure.diagnostics)
        return spec.faults

    def message(self) -> str:
        """What a person reads."""
        return render(self.found())


def areas() -> dict[str, str]:
    """The heading of every area, by the name of its file."""
    files = sorted((HERE / "cases").glob("*.txt"))
    return {
        f.stem: f.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ") for f in files
    }


def mistakes() -> Iterator[Mistake]:
    """Every case, in the order of the files."""
    for area in areas():
        text = (HERE / "cases" / f"{area}.txt").read_text(encoding="utf-8")
        for case in text.split("\n## ")[1:]:
            title, _, body = case.partition("\n")
            yield _mistake(area, title, body.strip("\n"))


def _mistake(area: str, title: str, body: str) -> Mistake:
    setting, body = body[2:].split("\n", 1) if body.startswith("$ ") else ("", body)
    # Layers alone are indented; whatever begins in the first column is a whole file.
    layers = body.startswith(" ")
    return Mistake(area, title, f"{HEAD if layers else ''}{body}\n" if body else "", setting)
