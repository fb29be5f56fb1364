"""Runs as the commands that read them see them."""

from pathlib import Path

from archspec.cli.output import say
from archspec.compiler import compile_file
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import is_there
from archspec.network import Network

SPEC = "spec.yaml"


def tell_training(folder: Path) -> None:
    """Says that a run goes on meanwhile, so that its figures are those of some epoch before."""
    from archspec.runner import trained_by

    if who := trained_by(folder):
        say(f"{folder} is being trained by {who}: what follows is of an epoch before", err=True)


def network_of(folder: Path) -> Network:
    """The network of a run, from the spec in its folder.

    Raises:
        Failure: A641 where the folder is no run, or what is wrong with its spec.
    """
    path = folder / SPEC
    if not (is_there(path) and path.is_file()):
        what = "holds no run" if is_there(folder) and folder.is_dir() else "is not there"
        helps = (Help("`archspec train SPEC` makes a run and says where it is"),)
        raise Failure([Diagnostic("A641", f"the folder `{folder}` {what}", helps=helps)])
    return Network(*compile_file(path))
