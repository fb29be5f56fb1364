"""Specs by somebody who means harm: names, values and texts that are more than they seem."""

import copy
from random import Random
from typing import Any

import spec_writer
import yaml
from tree_mutations import places
from watch import MARK

CODE = (
    "a\" if getattr(__import__('os'), 'system')('touch {outside}') else \"",
    "__import__('pathlib').Path('{outside}').touch()",
    "');__import__('os').system('touch {outside}');('",
    "\\\"\"\");open('{outside}', 'w')#",
    "$(touch {outside})",
    "`touch {outside}`",
    "; touch {outside} #",
    "| touch {outside}",
    "$({outside})${{__import__('os')}}",
    "{{0.__class__.__init__.__globals__}}",
    "%s%n%x",
    "!!python/object/apply:os.system ['touch {outside}']",
    "${{().__class__.__base__.__subclasses__()}}",
    "{{{{ ''.__class__ }}}}",
)
PLACES = (
    "../{mark}",
    "../../{mark}",
    "{outside}",
    "~/{mark}",
    "file://{outside}",
    "-o{mark}",
    "..",
)
TERMINAL = (
    "\x1b[2J\x1b[H{mark}",
    "\x1b]0;{mark}\x07",
    "\x1b]8;;http://{mark}\x1b\\x\x1b]8;;\x1b\\",
    "\x9b31m{mark}",
    "{mark}\r\rok",
    "{mark}\n::error::{mark}\n",
    "\u202e{mark}\u2066\u200b",
    "\u3164{mark}\u2800\ufe0f",
    "\0{mark}",
    "{mark}\b\b\b\b",
    "\ufeff{mark}\u2028\u2029\x85",
)
MARKUP = (
    "<script>{mark}</script>",
    "<img src=x onerror={mark}>",
    "</text></svg><script>{mark}</script>",
    "]]>{mark}<![CDATA[",
    "--><b>{mark}</b><!--",
    '" onload="{mark}',
    "&lt;{mark}&#x1b;&amp;",
    '"]; click n0 "javascript:{mark}"',
    "%%{{init: {{'x': '{mark}'}}}}%%",
    '" ]; {mark} [ image="/etc/passwd" ',
    "\\N\\G\\L\\l{mark}\\",
    "[{mark}](javascript:{mark})",
    "{mark}%0A::set-output name=x::{mark}",
    "{mark}: ,=[]{{}}#",
    "$title {mark} ${{candid}}",
)
LONG = ("{mark}" + "a" * 5000, "{mark}" + "卷" * 300, "{mark}." * 200, "{mark} " * 400)


NAMED = (
    *("name", "param", "block", "layer", "path", "input", "output"),
    *("reference", "kind", "field", "value"),
)
"""Where a word stands in a network."""

ODD = ("__class__", "self", "archspec_text", "forward", "a.b", "ﬁ", "e\u0301", "None", "0", "")
"""Words that mean something to Python or torch, without harm in them."""


class Stranger:
    """Writes hostile texts.

    Args:
        random: chooses among them.
        outside: a file that no text may bring about.
    """

    def __init__(self, random: Random, outside: str):
        self.random, self.outside = random, outside

    def text(self) -> str:
        """Any of them, with the mark in it, or a word that is odd in another way."""
        if self.random.random() < 0.1:
            return self.random.choice(ODD)
        kinds = (CODE, CODE, PLACES, TERMINAL, TERMINAL, MARKUP, MARKUP, LONG)
        form = self.random.choice(self.random.choice(kinds))
        text = form.format(mark=MARK, outside=self.outside)
        return text if MARK in text else f"{MARK}{text}"

    def network(self) -> dict[str, Any]:
        """A network in which a few names, of all the sorts that there are, are hostile."""
        chosen = self.random.sample(NAMED, self.random.randint(1, 4))
        said = {place: self.text() if place in chosen else f"{place}1" for place in NAMED}
        data = {
            "archspec": 1,
            "name": said["name"],
            "params": {"p": said["param"]},
            "inputs": {said["input"]: [3, 8, 8]},
            "blocks": {said["block"]: [{"conv": {"width": 4, "kernel": 1}}, "relu"]},
            "layers": [
                {"conv": {"name": said["layer"], "width": 4, "kernel": 1}},
                {said["block"]: {"name": "called"}},
                {"branches": {"paths": {said["path"]: ["relu"], "other": ["tanh"]}}},
                {"add": said["reference"]} if "reference" in chosen else "relu",
                "global_avgpool",
                {"linear": {"width": 2, said["field"] if "field" in chosen else "bias": True}},
                {"dropout": said["value"]} if "value" in chosen else "identity",
                said["kind"] if "kind" in chosen else "tanh",
            ],
        }
        return data | ({"outputs": {said["output"]: "called"}} if "output" in chosen else {})

    def spec(self) -> dict[str, Any]:
        """A spec that compiles two times in five, with hostile words wherever words stand."""
        data = copy.deepcopy(spec_writer.spec(self.random))
        data |= {"name": self.text(), "about": self.text()}
        params = data.setdefault("params", {})
        params["words"] = [self.text(), {self.text(): self.text()}]
        data["variants"] = {self.text(): {"words": self.text()} for _ in range(2)}
        for block in data.get("blocks", {}).values():
            if isinstance(block, dict):
                block["about"] = self.text()
        if self.random.random() < 0.6:
            for _ in range(self.random.choice((1, 1, 2, 4))):
                self._spoil(data)
        return data

    def _spoil(self, data: dict[str, Any]) -> None:
        """Puts a hostile word into the place of any key or value."""
        holder, key = self.random.choice(list(places(data)))
        if isinstance(holder, dict) and self.random.random() < 0.4:
            holder[self.text()] = holder.pop(key)
            return
        word = self.text()
        holder[key] = self.random.choice(
            (word, f"${{{word}}}", f"$words[0] + '{MARK}'", {word: word}, [word], {"name": word})
        )


def as_text(data: Any) -> str:
    """The file, in which YAML escapes what it must."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**6)
