"""The kinds of layers, one file each.

A class with a `kind` in any of these files is found by itself.
"""
