"""Evaluates each text of task.json as Python does; answers with its value as JSON, or null if it has none."""

import collections
import json
import pathlib
import sys
import warnings

Genotype = collections.namedtuple("Genotype", "normal normal_concat reduce reduce_concat")


def ModelSpec(matrix, ops):
    return {"matrix": matrix, "ops": ops}


def plain(value):
    if isinstance(value, Genotype):
        return plain(value._asdict())
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if isinstance(key, str)}
    if isinstance(value, (list, tuple, range)):
        return [plain(each) for each in value]
    if isinstance(value, (int, float, str)) or value is None:
        return value
    raise ValueError


def evaluated(text):
    names = {"__builtins__": {}, "Genotype": Genotype, "ModelSpec": ModelSpec, "range": range}
    try:
        return json.dumps(plain(eval(text.strip(), names)))
    except Exception:
        return None


warnings.simplefilter("ignore")
texts = json.loads((pathlib.Path(sys.argv[1]) / "task.json").read_text())
print(json.dumps([evaluated(text) for text in texts]))
