"""Kinds of other frameworks that are one of ours with certain fields, written out."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

from archspec.diagnostics import Edit, Help, Span
from archspec.kind import Layer, find
from archspec.language.fields.expected import fields_of
from archspec.language.suggestions.other_frameworks import UNNEEDED, field_for, plain_word
from archspec.patterns import compile_later
from archspec.syntax import Entry, Scalar, Sequence, Tree
from archspec.syntax import Mapping as Fields
from archspec.syntax.writing import written


class Form(NamedTuple):
    """One of our kinds with fields.

    Args:
        kind: ours.
        fields: what the other framework's word says besides, as a file has it.
        main: the field that a bare value sets; our kind's own where it is empty.
    """

    kind: str
    fields: Mapping[str, str]
    main: str = ""


CHANNELWISE: Final = Form("dropout", {"mode": "channel"})
DEPTHWISE: Final = Form("conv", {"width": "$in", "groups": "$in"}, "kernel")
POINTWISE: Final = Form("conv", {"kernel": "1"})
RESIDUAL: Final = Form("residual", {}, "width")
FORMS: Final[Mapping[str, Form]] = {
    **dict.fromkeys(("dropout1d", "dropout2d", "dropout3d", "featuredropout"), CHANNELWISE),
    **dict.fromkeys(("spatialdropout", "channeldropout"), CHANNELWISE),
    **dict.fromkeys((f"spatialdropout{n}d" for n in (1, 2, 3)), CHANNELWISE),
    **dict.fromkeys(("depthwise", "dwconv", "depthwiseconv", "depthwiseconv2d"), DEPTHWISE),
    **dict.fromkeys(("pointwise", "pointwiseconv", "conv1x1"), POINTWISE),
    "conv3x3": Form("conv", {"kernel": "3", "padding": "1"}),
    **dict.fromkeys(("bilstm", "bidirectionallstm"), Form("lstm", {"bidirectional": "true"})),
    **dict.fromkeys(("bigru", "bidirectionalgru"), Form("gru", {"bidirectional": "true"})),
    **dict.fromkeys(("gelunew", "gelutanh"), Form("gelu", {"approximate": "tanh"})),
    "upsamplingbilinear2d": Form("upsample", {"mode": "bilinear", "align_corners": "true"}),
    "bilinearupsampling": Form("upsample", {"mode": "bilinear"}),
    "reflectionpad2d": Form("pad", {"mode": "reflect"}),
    "replicationpad2d": Form("pad", {"mode": "replicate"}),
    "circularpad2d": Form("pad", {"mode": "circular"}),
    "resize": Form("upsample", {}, "size"),
    "causalselfattention": Form("attention", {"causal": "true"}),
    **dict.fromkeys(("resblock", "resnetblock", "basicblock", "residualblock"), RESIDUAL),
    **dict.fromkeys(("residualunit", "residuallayer", "identityblock"), RESIDUAL),
}
"""By the other word without its path, its capitals and its underscores."""


def form_of(word: str) -> Form | None:
    """Our kind with fields for a word; None where it is one of our kinds alone, or none.

    >>> form_of("nn.Dropout2d").kind, form_of("nn.Dropout")
    ('dropout', None)
    """
    return FORMS.get(plain_word(word))


def with_fields(
    kind: str, key: Scalar, value: Tree | None, names: Collection[str], *, in_field: bool
) -> Help | None:
    """The layer as it is written here, with what stands in its place in the file.

    Args:
        kind: the word.
        key: where it stands.
        value: what stands behind it.
        names: the kinds that may stand here.
        in_field: whether it stands in a field of another layer, and not in a list.
    """
    form = form_of(kind)
    if form is None or form.kind not in names:
        return None
    span, alone = whole(key, value), key.text == kind
    pairs = _written(form, value)
    if pairs is None:
        others = ", ".join(f"{name}: {text}" for name, text in form.fields.items())
        edits = (Edit(key.span, form.kind),) if alone and not others else ()
        words = f", with `{others}`" if others else ""
        return Help(f"here it is called `{form.kind}`{words}", edits)
    text = f"{form.kind}: {{{', '.join(f'{n}: {t}' for n, t in pairs.items())}}}"
    text = text if pairs else form.kind
    # Braces are about a mapping already, unless a word stands alone.
    text = f"{{{text}}}" if in_field and pairs and value is None else text
    edits = (Edit(span, text),) if alone and "…" not in text and _one_line(span) else ()
    return Help(f"here it is `{text}`", edits)


def whole(key: Scalar, value: Tree | None) -> Span:
    """A kind with its value."""
    end = value.span if value is not None else key.span
    return key.span._replace(end_line=end.end_line, end_column=end.end_column)


def _one_line(span: Span) -> bool:
    return span.line == span.end_line


def _written(form: Form, value: Tree | None) -> dict[str, str] | None:
    """Our fields with their values as the file has them; None where they cannot be told."""
    cls = find(form.kind)
    assert cls is not None  # noqa: S101  the table has kinds alone
    names = [*fields_of(cls)]
    own: dict[str, str] = {}
    if isinstance(value, Scalar):
        own = {form.main or main_field(cls): source_text(value)}
    elif isinstance(value, Fields):
        for entry in value:
            name = _name(entry, names)
            if name is None or not isinstance(entry.value, Scalar | Sequence):
                return None
            own |= {name: source_text(entry.value)} if name else {}
    elif value is not None:
        return None
    elif form.main and not form.fields:
        own = {form.main: "…"}
    pairs = {**form.fields, **own}
    return {name: pairs[name] for name in names if name in pairs}


def main_field(cls: type[Layer]) -> str:
    """The name in files of the field that a bare value sets; empty where there is none."""
    return (cls.model_fields[cls.main].alias or cls.main) if cls.main else ""


def _name(entry: Entry, names: list[str]) -> str | None:
    """Our name for a field; empty where it is not needed, None where there is none."""
    word = entry.key.text
    if word in names:
        return word
    return field_for(word, names) or ("" if word in UNNEEDED else None)


def source_text(tree: Tree) -> str:
    """A value as the file has it, quotes and all."""
    span = tree.span
    if span.line == span.end_line and span.line <= len(span.source.lines):
        text = span.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
        return text.strip()
    return written(tree.value) if isinstance(tree, Scalar) else "…"


SIZED: Final = compile_later(r"-?\d+|\$\w+")


def reshaped(kind: str, key: Scalar, value: Tree | None) -> Help | None:
    """`view: [-1, 2048]` of torch, whose first size is that of the batch."""
    if plain_word(kind) not in ("view", "reshape", "viewlayer") or not isinstance(value, Sequence):
        return None
    sizes = [*_sizes(value)]
    if len(sizes) < 2 or sizes[0] != "-1":
        return None
    text = "flatten" if len(sizes) == 2 else f"reshape: [{', '.join(sizes[1:])}]"
    span = whole(key, value)
    edits = (Edit(span, text),) if _one_line(span) else ()
    return Help(f"a shape is that of one sample, without the batch: `{text}`", edits)


def _sizes(value: Sequence) -> Iterator[str]:
    for item in value:
        if isinstance(item, Scalar) and SIZED.fullmatch(item.text):
            yield item.text
