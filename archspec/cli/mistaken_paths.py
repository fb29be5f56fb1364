"""Paths of another sort than a command takes, and the command that was meant."""

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Final

from archspec.catalog import ENDINGS
from archspec.cli.listing import found_runs, read_table
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import near
from archspec.files import is_there, reason
from archspec.files.nearby import nearby
from archspec.files.run_files import RECIPE, STUDY, is_study_folder

HOME: Final = Path("runs")
"""Where `archspec train` puts runs."""

SHOWN: Final = 6
"""Runs that a help names."""


def check_no_run(spec: str) -> None:
    """Nothing, where what is to be trained is not the folder of a run.

    Raises:
        Failure: A101, A641 where it is one, or that of a study, with the command that goes on with
            it.
    """
    if is_there(Path(spec) / RECIPE):
        help_ = Help(f"go on with it: `archspec train --resume {quote(spec)}`")
        raise Failure([Diagnostic("A101", f"`{spec}` is a run, and no spec", helps=(help_,))])
    check_no_study(Path(spec))


def check_no_study(folder: Path) -> None:
    """Nothing, where what is to be a run or a spec is not the folder of a study or a sweep.

    Raises:
        Failure: A641 where it is, with the command that goes on with it.
    """
    if not is_study_folder(folder):
        return
    try:
        # What a sweep keeps is its plan; a study keeps its designs.
        swept = "plan" in read_table(folder / STUDY)
    except OSError as error:
        fact = f"`{folder / STUDY}` cannot be read: {reason(error)}"
        raise Failure([Diagnostic("A641", fact)]) from None
    except (ValueError, TypeError, RecursionError):
        # The command that reads it says what is wrong with it.
        swept = False
    what, command = ("a sweep", "sweep") if swept else ("a study", "compare")
    help_ = Help(f"go on with it: `archspec {command} --resume {quote(str(folder))}`")
    inside = (Help(f"in it are {runs}: name some of them"),) if (runs := runs_here(folder)) else ()
    fact = f"`{folder}` is the folder of {what}"
    raise Failure([Diagnostic("A641", fact, helps=(help_, *inside))])


def check_no_spec(run: Path) -> None:
    """Nothing, where what is to be the folder of a run is no file.

    Raises:
        Failure: A641 where it is, with the runs that there are.
    """
    if not (is_there(run) and run.is_file()):
        return
    listed = runs_here(wanted=run.stem)
    text = f"here are {listed}" if listed else f"`archspec train {quote(str(run))}` makes one"
    help_ = Help(f"name the folder of a run: {text}")
    raise Failure([Diagnostic("A641", f"`{run}` is a file, and no run", helps=(help_,))])


def runs_here(folder: Path = HOME, wanted: str = "") -> str:
    """The runs below a folder, in words, those called as the wanted one or so first."""
    runs = [*found_runs([folder])]
    alike = near(wanted, [one.name for one in runs])
    runs.sort(key=lambda one: (one.name != wanted, one.name not in alike))
    found = [f"`{one}`" for one in runs]
    return ", ".join(found[:SHOWN]) + ", …" * (len(found) > SHOWN)


def means_run(word: str) -> bool:
    """Whether a word stands for a run: a folder of one, or a name that is not there beside others.

    >>> means_run("runs/nowhere"), means_run("specs/nowhere.yaml"), means_run("net")
    (True, False, False)
    """
    path = Path(word)
    if is_there(path / RECIPE):
        return True
    if path.suffix in ENDINGS or ":" in word or any(is_there(Path(word + e)) for e in ENDINGS):
        return False
    among = path.parent == HOME or (path.parent != Path() and any(found_runs([path.parent])))
    return among and not path.is_file()


def check_runs(words: Sequence[str]) -> None:
    """Nothing, where each of several words is the folder of a run.

    Raises:
        Failure: A641 for the first that is none, with the runs that there are.
    """
    from archspec.cli.runs import network_of

    for word in words:
        if not means_run(word):
            listed = runs_here(wanted=Path(word).name)
            help_ = Help(
                "compare specs alone, or runs alone" + (f": here are {listed}" * bool(listed))
            )
            fact = f"`{word}` is no run, and is to be compared with one"
            raise Failure([Diagnostic("A641", fact, helps=(help_,))])
        check_no_study(Path(word))
        network_of(Path(word))


def misspelt(path: Path) -> Failure | None:
    """The finding that no file lies at a path (A620), where one of nearly that name does."""
    found = None if is_there(path) else nearby(path, "file", "folder")
    if found is None:
        return None
    return Failure([Diagnostic("A620", f"there is no file `{path}`", helps=(Help(found),))])


def no_image(folder: Path) -> Failure:
    """The finding that a folder stands where an image belongs (A626)."""
    help_ = Help(f"name the images in it: `{quote(str(folder))}/*`")
    return Failure([Diagnostic("A626", f"`{folder}` is a folder, and no image", helps=(help_,))])
