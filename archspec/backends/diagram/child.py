"""The program of the child process: DOT on its input, a picture on its output.

Run by path, so that it imports nothing of archspec.
"""

import sys

import pygraphviz

if __name__ == "__main__":
    text = sys.stdin.buffer.read().decode()
    graph = pygraphviz.AGraph(string=text)
    sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog="dot", args=" ".join(sys.argv[2:])))
