"""The command as a process of its own, which ends when it has said everything."""

import gc
import os
import sys
from typing import Final

from archspec.cli.group import main

SHORT: Final = frozenset(("check", "diagram", "explain", "fmt", "layers", "schema", "show"))
"""Commands that leave nothing to be put away: no threads, no processes, no open files."""

ROOM: Final = 2**15
"""Words of memory for calls, beyond which Python looks for more: 256 KiB."""


def start() -> None:
    """Runs the command, and ends the process.

    Of a short command a fifth of the time would go to looking for cycles in what only grows, and to
    taking apart, object by object, what ends with the process anyway.
    """
    if os.environ.get("_ARCHSPEC_COMPLETE", "").startswith("bash"):
        _know_colons()
    short = len(sys.argv) > 1 and sys.argv[1] in SHORT
    if not short:
        _run()
        return
    gc.disable()
    code: str | int | None = 1
    try:
        _run()
    except SystemExit as leaving:
        code = leaving.code
    if code is not None and not isinstance(code, int):
        sys.exit(code)
    _flush_and_leave(code or 0)


def _run() -> None:
    main()


# Python keeps calls in stretches of 16 KiB, and gives a stretch back to the system when the first
# call in it returns. A loop that happens to stand at the end of one asks for memory at each call,
# in up to a fifth of a check's time; behind a call that seems this large, all others find room.
_run.__code__ = _run.__code__.replace(co_stacksize=ROOM)


def _know_colons() -> None:
    from click.shell_completion import add_completion_class

    from archspec.cli.bash import BashCompletion

    add_completion_class(BashCompletion)


def _flush_and_leave(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            continue
        except OSError as error:
            # A full disk, where the output is a file: Python would have said so, too.
            sys.stderr.write(f"cannot write the output: {error.strerror}\n")
            code = 1
    os._exit(code)
