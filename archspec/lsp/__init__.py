"""The language server: what an editor asks about a spec, answered from the text being typed."""
