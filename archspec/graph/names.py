"""What things may be called: names become keys of weights, attributes of modules and words of code.

A name is made of letters and digits of any script, `_` and `-`, in the one form that Unicode has
for compatible characters (NFKC, Unicode Standard Annex 15): so a name is never two texts, and
never holds what a language, a terminal or a page reads as more than a name. That of a layer may be
several of these with dots between them.
"""

import keyword
import re
import unicodedata
from collections.abc import Collection, Container
from itertools import count
from typing import Final

RESERVED: Final = frozenset(
    """
    _Wired__kind _Wired__plans
    T_destination _apply _backward_hooks _backward_pre_hooks _boxed_call _buffers _call_impl
    _code _compiled_call_impl _create_node_hooks _deepcopy_hooks _deepcopy_init
    _erase_node_hooks _forward_hooks _forward_hooks_always_called _forward_hooks_with_kwargs
    _forward_pre_hooks _forward_pre_hooks_with_kwargs _get_backward_hooks
    _get_backward_pre_hooks _get_item_by_idx _get_name _graph _is_full_backward_hook
    _lineno_map _load_from_state_dict _load_state_dict_post_hooks _load_state_dict_pre_hooks
    _maybe_warn_non_full_backward_hook _modules _named_members _non_persistent_buffers_set
    _parameters _prologue_start _recompile_submodules _register_create_node_hook
    _register_deepcopy_hook _register_erase_node_hook _register_load_state_dict_pre_hook
    _register_replace_node_hook _register_state_dict_hook _replace_hooks
    _replicate_for_data_parallel _save_to_state_dict _set_replace_hook _slow_forward
    _state_dict_hooks _state_dict_pre_hooks _tracer_cls _tracer_extras
    _unregister_create_node_hook _unregister_deepcopy_hook _unregister_erase_node_hook
    _unregister_replace_node_hook _version _wrapped_call _wrapped_call_impl add_module
    add_submodule append apply archspec_text bfloat16 buffers call_super_init children code
    compile cpu cuda delete_all_unused_submodules delete_submodule double dump_patches eval extend
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule graph
    half insert ipu load_state_dict meta modules mtia named_buffers named_children
    named_modules named_parameters parameters pop print_readable recompile
    register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
    register_parameter register_state_dict_post_hook register_state_dict_pre_hook
    requires_grad_ set_extra_state set_submodule shape_env share_memory state_dict to
    to_empty to_folder train training type xpu zero_grad
    """.split()  # noqa: SIM905  a list would take a line a word
)
"""The attributes that torch's modules and those built here have themselves."""

MAX_LENGTH: Final = 200

TOO_LONG: Final = f"a name has at most {MAX_LENGTH} characters"
DOT: Final = "a dot separates a layer from its scope"
ALPHABET: Final = "a name is made of letters, digits, `_` and `-`"


def misspelt(name: str) -> str | None:
    """Why a text is no name of anything, if it is none.

    >>> misspelt("conv1"), misspelt("größe-2"), misspelt("a b")
    (None, None, 'a name is made of letters, digits, `_` and `-`')
    """
    if not name:
        return "a name has at least one character"
    if "." in name:
        return DOT
    if len(name) > MAX_LENGTH:
        return TOO_LONG
    if not f"a{name.replace('-', '_')}".isidentifier():
        return ALPHABET
    if (normal := unicodedata.normalize("NFKC", name)) != name:
        return f"some of its characters are other forms of those in `{normal}`"
    return None


def unusable(name: str) -> str | None:
    """Why a module cannot have a child of that name, if it cannot.

    >>> unusable("conv1"), unusable("layer1.0")
    (None, 'a dot separates a layer from its scope')
    """
    if why := misspelt(name):
        return why
    if keyword.iskeyword(name):
        return "it is a word of Python's own, in which modules are written"
    if name in RESERVED or name.startswith("__"):
        return "the module that is built has an attribute of that name"
    return None


def unusable_within(name: str) -> str | None:
    """Why a layer cannot have that name in its scope, if it cannot.

    Its dots lead into modules that only hold what has such a name: `convs.0` stands in `convs`.

    >>> unusable_within("convs.0"), unusable_within("convs..0")
    (None, 'a dot stands between two names')
    """
    if len(name) > MAX_LENGTH:
        return TOO_LONG
    parts = name.split(".")
    if len(parts) > 1 and "" in parts:
        return "a dot stands between two names"
    return next(filter(None, map(unusable, parts)), None)


def usable_within(name: str, taken: Collection[str] = ()) -> str:
    """The nearest name that a layer can have in its scope, and nothing else has.

    >>> usable_within("convs.my conv"), usable_within("convs..0"), usable_within("a.b ", {"a.b"})
    ('convs.my_conv', 'convs.0', 'a.b_2')
    """
    *outer, last = [part for part in name[: MAX_LENGTH // 2].split(".") if part] or [""]
    prefix = "".join(f"{part if unusable(part) is None else usable(part)}." for part in outer)
    beside = {one.removeprefix(prefix) for one in taken if one.startswith(prefix)}
    return prefix + usable(last, beside)


def unusable_input(name: str) -> str | None:
    """Why a `forward` cannot take an input of that name, if it cannot.

    A child may be called `self`, as in the published weights of BERT: it is an attribute.

    >>> unusable_input("image"), unusable_input("self")
    (None, 'it is what a module calls itself')
    """
    return "it is what a module calls itself" if name == "self" else unusable(name)


def usable(name: str, taken: Container[str] = ()) -> str:
    """The nearest name that a layer and an input can have, and nothing else has.

    >>> usable("my conv"), usable("ﬁ"), usable("forward"), usable("a b", {"a_b"})
    ('my_conv', 'fi', 'forward_', 'a_b_2')
    """
    normal = unicodedata.normalize("NFKC", name)
    kept = "".join(c if f"a{c}".isidentifier() or c == "-" else " " for c in normal)
    word = re.sub(" +", "_", kept.strip())[: MAX_LENGTH // 2] or "layer"
    if unusable_input(word):
        word = f"{word.strip('_')}_"
    numbered = (word if i == 1 else f"{word.rstrip('_')}_{i}" for i in count(1))
    return next(one for one in numbered if one not in taken and unusable_input(one) is None)
