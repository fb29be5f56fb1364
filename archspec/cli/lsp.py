"""`archspec lsp`."""

import click


@click.command()
def command() -> None:
    r"""A language server on standard input and output, for an editor to start.

    \b
    Example:
        vim.lsp.config("archspec", {cmd = {"archspec", "lsp"}, filetypes = {"yaml"}})
    """
    from archspec.lsp.server import make_server

    make_server().start_io()
