"""`archspec lsp`."""

import click


@click.command()
def command() -> None:
    r"""A language server on standard input and output, for an editor to start.

    \b
    Example:
        archspec lsp    # docs/editors.md says how each editor calls it
    """
    from archspec.lsp.server import make_server

    make_server().start_io()
