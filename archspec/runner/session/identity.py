"""Whose a file of weights is: runs of one network have the same shapes, and other figures."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from hashlib import blake2b
from pathlib import Path
from typing import Final

from archspec.diagnostics import Failure, Fix, Problem
from archspec.diagnostics.readable import as_json
from archspec.runner.checkpoint import readable
from archspec.runner.checksum import NAME as CHECKSUM
from archspec.runner.session.fingerprint import Fingerprint
from archspec.weights import read_header

NAME: Final = "run"
"""Under which the identity of its run stands among the texts of a checkpoint."""


def identified(began: Fingerprint) -> Fingerprint:
    """The same with its identity: a sum of all that the run began with, but for times of files.

    Two runs that began alike have the same, and give the same bits.

    >>> from archspec.runner.session.fingerprint import DataPrint
    >>> one, other = (Fingerprint({}, {"seed": n}, DataPrint(True, {}), {}) for n in (1, 2))
    >>> identified(one) == identified(one), identified(one).identity == identified(other).identity
    (True, False)
    """
    content = asdict(replace(began, identity=""))
    content["data"] = {name: dict(one.sums) for name, one in began.data.files.items()}
    text = as_json(content).encode("utf-8", "surrogatepass")
    return replace(began, identity=blake2b(text, digest_size=16).hexdigest())


def whose(path: Path) -> str:
    """The identity of the run whose checkpoint this is; nothing where it does not say it.

    Raises:
        Failure: A641 without the file, A642 if it is damaged.
    """
    with readable(path):
        return read_header(path)[1].get(NAME, "")


def signed(texts: Mapping[str, str], identity: str) -> dict[str, str]:
    """Texts of a checkpoint with the identity of its run, where that has one."""
    return {**texts, **({NAME: identity} if identity else {})}


def check_identity(path: Path, identity: str) -> None:
    """Nothing, where a checkpoint is of the run with that identity, or was written by no run.

    Raises:
        Failure: A641 without the file, A642 if it is damaged or of another run.
    """
    with readable(path):
        texts = read_header(path)[1]
    found = texts.get(NAME, "")
    # What others write has no checksum: whoever put it there means it.
    if found == identity or not (found or CHECKSUM in texts):
        return
    named = [
        f"of run {one[:12]}" if one else "of a run without an identity" for one in (found, identity)
    ]
    fact = f"the checkpoint `{path}` is of another run"
    note = f"it is {named[0]}, and the folder {named[1]}"
    helps = (Fix("put back the file that this run wrote, or train anew"),)
    raise Failure([Problem("A642", fact, notes=(note,), fixes=helps).unlocated()])
