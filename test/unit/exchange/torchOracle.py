"""Runs exported PyTorch modules: python3 torchOracle.py FOLDER, with FOLDER/task.json; prints one JSON object a module.

Each entry of the task has `code` and `input` (a shape), and may name a file of weights, 32-bit floats in the order of
`names`, and a file of inputs; then the output is printed too.
"""

import json
import pathlib
import sys

import numpy
import torch

folder = pathlib.Path(sys.argv[1])
torch.set_num_threads(1)
torch.manual_seed(1)
# Drawing millions of weights is most of the time, and no check here depends on them.
torch.nn.init.kaiming_uniform_ = lambda tensor, **_: torch.nn.init.constant_(tensor, 1 / tensor[0].numel())


def floats(name):
    return torch.from_numpy(numpy.fromfile(folder / name, dtype="<f4"))


def load(model, file, names):
    values = floats(file)
    at = 0
    state = {}
    current = model.state_dict()
    for name in names:
        size = current[name].numel()
        state[name] = values[at : at + size].reshape(current[name].shape)
        at += size
    assert at == values.numel(), f"{values.numel() - at} weights too many"
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    left = [name for name in missing if not name.endswith("num_batches_tracked")]
    assert not left, left


def run(entry):
    scope = {"__name__": "exported"}
    exec(compile(entry["code"], "exported.py", "exec"), scope)
    model = eval(entry["model"], scope).eval()
    if "weights" in entry:
        load(model, entry["weights"], entry["names"])
        images = floats(entry["images"]).reshape(entry["input"])
    else:
        images = torch.randn(entry["input"])
    with torch.no_grad():
        output = model(images)
    result = {
        "shape": list(output.shape),
        "parameters": sum(weight.numel() for weight in model.parameters() if weight.requires_grad),
    }
    if "weights" in entry:
        result["output"] = output.flatten().tolist()
    else:
        result["finite"] = bool(torch.isfinite(output).all())
    return result


print(json.dumps([run(entry) for entry in json.loads((folder / "task.json").read_text())]))
