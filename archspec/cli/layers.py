"""`archspec layers`."""

import inspect
from itertools import groupby

import click

from archspec.cli import completing
from archspec.cli.options import reports_failures
from archspec.cli.output import filled, reflowed, say, say_json
from archspec.diagnostics import Diagnostic, Failure
from archspec.diagnostics.suggest import did_you_mean, listed, nearest
from archspec.kind import Layer, kinds
from archspec.language.fields.validate import expectation, field_names


@click.command()
@click.argument("kind", required=False, shell_complete=completing.kinds)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@reports_failures
def command(kind: str | None, as_json: bool) -> None:
    r"""The kinds of layers; with a KIND, its fields.

    \b
    Example:
        archspec layers
        archspec layers conv
    """
    known = kinds()
    if kind is not None and kind not in known:
        names = nearest(kind, known)
        helps = did_you_mean(kind, names)
        message = f"there is no kind of layer called `{kind}`"
        notes = (f"nearest: {listed(names, 5)}",)
        raise Failure([Diagnostic("A205", message, notes=notes, helps=helps)])
    chosen = [known[kind]] if kind else list(known.values())
    if as_json:
        say_json([_as_dict(cls) for cls in chosen])
    elif kind:
        say(manual(known[kind]))
    else:
        say(_list(chosen))


def manual(cls: type[Layer]) -> str:
    """The page of a kind: what it is, and its fields."""
    about = reflowed(inspect.cleandoc(cls.__doc__ or ""))
    lines = [f"{cls.kind} ({cls.family})", "", about, ""]
    if cls.main:
        main = cls.model_fields[cls.main].alias or cls.main
        lines += [f"`{cls.kind}: value` sets {main}.", ""]
    rows = [_field(cls, name) for name in field_names(cls)]
    width = max(len(str(row["name"])) for row in rows)
    below = " " * (width + 4)
    for row in rows:
        first = f"  {row['name']:{width}}  "
        lines += filled(str(row["description"]), first, below)
        lines += filled(f"{row['takes']}{_default(row)}", below, below)
    return "\n".join(lines)


def _list(classes: list[type[Layer]]) -> str:
    lines = []
    ordered = sorted(classes, key=lambda cls: (cls.family, cls.kind))
    width = max(len(cls.kind) for cls in classes)
    for family, members in groupby(ordered, key=lambda cls: cls.family):
        lines += [f"{family}"]
        for cls in members:
            first = " ".join((cls.__doc__ or "").split("\n\n")[0].split())
            lines.append(click.wrap_text(first, 79, f"  {cls.kind:{width}}  ", " " * (width + 4)))
        lines.append("")
    return "\n".join(lines).rstrip()


def _as_dict(cls: type[Layer]) -> dict[str, object]:
    fields = [_field(cls, name) for name in field_names(cls)]
    about = inspect.cleandoc(cls.__doc__ or "")
    return {
        "kind": cls.kind,
        "family": cls.family,
        "main": cls.main,
        "description": about,
        "fields": fields,
    }


def _field(cls: type[Layer], name: str) -> dict[str, object]:
    info = next(f for n, f in cls.model_fields.items() if (f.alias or n) == name)
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    plain = default if isinstance(default, (bool, int, float, str)) else None
    return {
        "name": name,
        "required": info.is_required(),
        "default": plain,
        "takes": expectation(info),
        "description": info.description or "",
    }


def _default(row: dict[str, object]) -> str:
    if row["required"]:
        return "; required"
    default = row["default"]
    shown = str(default).lower() if isinstance(default, bool) else default
    return "" if default is None else f"; {shown} by default"
