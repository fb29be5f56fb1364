"""Values as YAML reads them back, in one line."""

import json
import re
from math import inf, nan
from typing import Any, Final

UNWRITTEN: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""What YAML reads as the end of a line, or not at all, and JSON writes as it is."""

ENDLESS: Final = {str(inf): ".inf", str(-inf): "-.inf", str(nan): ".nan"}
"""Numbers that JSON has no words for."""


def flow_text(value: Any) -> str:
    r"""The value in JSON's notation, which is YAML's of one line, but for what that cannot say.

    >>> flow_text({"a": (1, 2.5, None)}), flow_text("x: y\n\u2028"), flow_text(float("inf"))
    ('{"a": [1, 2.5, null]}', '"x: y\\n\\u2028"', '.inf')
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow_text(k)}: {flow_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return UNWRITTEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return ENDLESS.get(str(value), text)
