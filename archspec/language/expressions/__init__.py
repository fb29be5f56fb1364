"""Expressions over parameters, and the plain values of a tree."""
