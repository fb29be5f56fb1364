"""`archspec schema`."""

import click

from archspec.cli.options import reports_failures
from archspec.cli.output import say_json


@click.command()
@reports_failures
def command() -> None:
    r"""The JSON Schema (2020-12) of specs and studies, for completion and hints in editors.

    \b
    Example:
        archspec schema > archspec.schema.json
        # and as the first line of a spec or a study:
        # yaml-language-server: $schema=archspec.schema.json
    """
    from archspec.schema import file_schema

    say_json(file_schema())
