"""`class`, `classes`, `category` and `tokens`: words that become numbers."""

from collections import Counter

import numpy as np
import torch

from archspec.diagnostics import Fix
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import listed
from archspec.files import reason
from archspec.recipe.columns import Unreadable
from archspec.recipe.fields import Category, Class, Classes, Tokens
from archspec.recipe.fields.tokens import APART
from archspec.recipe.tokenizing import MAX_WORDS, SPLITS, read_vocabulary
from archspec.runner.data.bounds import MAX_CLASSES
from archspec.runner.data.samples import InMemory, Samples
from archspec.runner.fields.facts import Facts
from archspec.runner.fields.reading import as_numbers, as_texts
from archspec.runner.sources.raw import Raw, unfit

FILLING, UNKNOWN = 0, 1
"""The tokens that are no words."""


def fit_class(name: str, field: Class, train: Raw) -> Facts:
    """The classes that are said, or those of the training samples.

    Whole numbers stand for themselves, from 0 on; words are in the order of the alphabet.
    """
    (column,) = train.columns
    texts = set(as_texts(column, train.columns[column], name))
    if field.classes:
        classes = field.classes
    elif all(text.isascii() and text.isdigit() for text in texts):
        most = max(map(int, texts), default=0)
        classes = tuple(map(str, range(min(most, MAX_CLASSES) + 1)))
    else:
        classes = tuple(sorted(texts))
    _check_classes(name, len(classes))
    return Facts(field.kind, classes=classes, columns=(column,))


def _check_classes(name: str, count: int) -> None:
    if count > MAX_CLASSES:
        fact = f"`{name}` has {count:,} classes, more than {MAX_CLASSES:,}"
        raise unfit(fact, ("fields", name), Fix("write `number`, if it is a quantity"))
    if count < 2:
        raise unfit(f"`{name}` has one class, which leaves nothing to tell apart", ("fields", name))


def decode_class(name: str, field: Class, facts: Facts, raw: Raw) -> Samples:  # noqa: ARG001
    """The number of each sample's class, (n,)."""
    (column,) = facts.columns
    known = {word: place for place, word in enumerate(facts.classes)}
    texts = as_texts(column, raw.columns[column], name)
    if unknown := sorted(set(texts) - known.keys()):
        what = "is empty" if unknown == [""] else f"has {listed(map(as_name, unknown), 5)}"
        fact = f"`{column}` {what}, which is no class of the training samples"
        note = f"its classes are {listed(map(as_name, facts.classes), 20)}"
        raise unfit(fact, ("fields", name), note=note)
    return InMemory(torch.tensor([known[text] for text in texts], dtype=torch.int64))


def fit_classes(name: str, field: Classes, train: Raw) -> Facts:
    """The classes that are said; or the names in the column, or the columns."""
    columns = tuple(train.columns)
    if field.classes:
        classes = field.classes
    elif field.separator is None:
        classes = columns
    else:
        texts = as_texts(columns[0], train.columns[columns[0]], name)
        classes = tuple(sorted({one for text in texts for one in _listed(text, field.separator)}))
    if len(classes) > MAX_CLASSES:
        _check_classes(name, len(classes))
    return Facts(field.kind, (len(classes),), classes, columns=columns)


def decode_classes(name: str, field: Classes, facts: Facts, raw: Raw) -> Samples:
    """A 0 or 1 for each class, (n, K)."""
    if field.separator is None:
        numbers = [as_numbers(c, raw.columns[c], name) for c in facts.columns]
        values = np.stack(numbers, 1)
        if not np.isin(values, (0, 1)).all():
            raise unfit(f"`{name}` has values beside 0 and 1", ("fields", name))
        return InMemory(torch.from_numpy(values.astype(np.float32)))
    (column,) = facts.columns
    known = {word: place for place, word in enumerate(facts.classes)}
    found = torch.zeros(raw.count, len(known))
    for row, text in enumerate(as_texts(column, raw.columns[column], name)):
        for word in _listed(text, field.separator):
            if word not in known:
                fact = f"`{as_name(word)}` is no class of the training samples of `{column}`"
                raise unfit(fact, ("fields", name), Fix("list all of them: `classes: […]`"))
            found[row, known[word]] = 1
    return InMemory(found)


def _listed(text: str, separator: str) -> list[str]:
    return [one for part in text.split(separator) if (one := part.strip())]


def fit_category(name: str, field: Category, train: Raw) -> Facts:
    """The words of the training samples, in the order of the alphabet; they count from 1."""
    (column,) = train.columns
    words = sorted(set(as_texts(column, train.columns[column], name)) - {""})
    if len(words) > MAX_WORDS:
        raise unfit(
            f"`{column}` has {len(words):,} words, more than {MAX_WORDS:,}", ("fields", name)
        )
    return Facts(field.kind, words=tuple(words), columns=(column,))


def decode_category(name: str, field: Category, facts: Facts, raw: Raw) -> Samples:  # noqa: ARG001
    """The number of each word, (n,); 0 for one that no training sample has, and for a gap."""
    (column,) = facts.columns
    known = {word: place for place, word in enumerate(facts.words, 1)}
    texts = as_texts(column, raw.columns[column], name)
    return InMemory(torch.tensor([known.get(text, 0) for text in texts], dtype=torch.int64))


def fit_tokens(name: str, field: Tokens, train: Raw) -> Facts:
    """The tokens of a file, or the most frequent ones of the training samples.

    Of equally frequent ones the first in the order of the alphabet.

    Raises:
        RecipeFailure: A624 where the file is none of tokens.
    """
    (column,) = train.columns
    if isinstance(field.vocabulary, str):
        words = _listed_tokens(name, field.vocabulary, field)
        return Facts(field.kind, (field.length,), words=words, columns=(column,))
    split, counts = SPLITS[field.tokenizer], Counter[str]()
    for text in as_texts(column, train.columns[column], name):
        counts.update(split(text))
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    words = tuple(ordered[: min(field.vocabulary, MAX_WORDS) - APART])
    return Facts(field.kind, (field.length,), words=words, columns=(column,))


def _listed_tokens(name: str, path: str, field: Tokens) -> tuple[str, ...]:
    try:
        return read_vocabulary(path, field.tokenizer)
    except OSError as error:
        raise unfit(f"cannot read `{path}`", ("fields", name), note=reason(error)) from None
    except Unreadable as error:
        raise unfit(f"`{path}` lists no tokens: {error}", ("fields", name)) from None


def decode_tokens(name: str, field: Tokens, facts: Facts, raw: Raw) -> Samples:
    """The numbers of the first tokens of each text, (n, length), filled up with 0."""
    (column,) = facts.columns
    known = {word: place for place, word in enumerate(facts.words, APART)}
    found = torch.full((raw.count, field.length), FILLING, dtype=torch.int32)
    split = SPLITS[field.tokenizer]
    for row, text in enumerate(as_texts(column, raw.columns[column], name)):
        tokens = [known.get(word, UNKNOWN) for word in split(text)[: field.length]]
        found[row, : len(tokens)] = torch.tensor(tokens, dtype=torch.int32)
    return InMemory(found)
