"""The program of the child process: DOT on its input, a picture on its output.

    python -P child.py BYTES svg              by pygraphviz
    python -P child.py BYTES svg /usr/bin/dot  by a program

Run by path, so that it imports nothing of archspec. It takes no more memory than the first argument
says, as the layout of a few hundred layers, each connected to all others, takes all that there is.
"""

import os
import sys


def bound(memory: int) -> None:
    """Lets this process, and what it becomes, take so many bytes of memory, where systems can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main(memory: str, form: str, *rest: str) -> None:
    """Draws, by the program if there is one among the arguments."""
    bound(int(memory))
    programs = [word for word in rest if not word.startswith("-")]
    if programs:
        options = [word for word in rest if word.startswith("-")]
        os.execv(programs[0], [programs[0], f"-T{form}", *options])  # noqa: S606  it draws
    import pygraphviz

    graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(graph.draw(format=form, prog="dot", args=" ".join(rest)))


if __name__ == "__main__":
    main(*sys.argv[1:])
