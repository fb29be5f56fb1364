"""Whether a finished text is what was meant, and does no more than make a network."""

import ast


def check(text: str, tree: ast.Module) -> None:
    """Nothing, where a text is read as the tree that it was written from.

    Raises:
        AssertionError: where it is another; nothing is to be written then.
    """
    if _dumped(ast.parse(text)) != _dumped(ast.parse(ast.unparse(ast.fix_missing_locations(tree)))):
        raise AssertionError("the source is not what was meant")


def _dumped(tree: ast.Module) -> str:
    for one in ast.walk(tree):
        if isinstance(one, (ast.ClassDef, ast.FunctionDef)) and (text := ast.get_docstring(one)):
            one.body[0] = ast.Expr(ast.Constant(text))
    return ast.dump(tree)
