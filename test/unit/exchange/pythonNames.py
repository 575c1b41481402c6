"""Compiles each source of the list in task.json; answers with those that fail, or whose functions hide a name that they use."""

import ast
import builtins
import json
import pathlib
import sys


def names_of_module(tree):
    """What the module itself defines and imports."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield (alias.asname or alias.name).split(".")[0]


def problems(source):
    try:
        compile(source, "exported.py", "exec")
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        yield str(error)
        return
    known = list(names_of_module(tree))
    if len(known) != len(set(known)):
        yield f"defined twice: {known}"
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        arguments = {argument.arg for argument in function.args.args}
        stored = {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        called = {
            node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        for name in (arguments | stored) & (set(known) | (called & set(dir(builtins)))):
            yield f"{function.name} hides {name}"
        loaded = {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        for name in loaded - arguments - stored - set(known) - set(dir(builtins)):
            yield f"{function.name} uses {name}, which nothing defines"
    for cls in ast.walk(tree):
        if isinstance(cls, ast.ClassDef):
            attributes = [
                node.attr
                for node in ast.walk(cls)
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
            ]
            for name in {name for name in attributes if attributes.count(name) > 1}:
                yield f"{cls.name}.{name} is set twice"


sources = json.loads((pathlib.Path(sys.argv[1]) / "task.json").read_text())
print(json.dumps([[problem, source] for source in sources for problem in problems(source)][:5]))
