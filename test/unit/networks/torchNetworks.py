"""Runs exported networks: python3 torchNetworks.py FOLDER, with FOLDER/task.json; prints one JSON object a network."""

import json
import pathlib
import sys

import torch

folder = pathlib.Path(sys.argv[1])
torch.set_num_threads(1)
# Drawing millions of weights is most of the time, and no check here depends on them.
torch.nn.init.kaiming_uniform_ = lambda tensor, **_: torch.nn.init.constant_(tensor, 1 / tensor[0].numel())


def run(entry):
    scope = {"__name__": "exported"}
    exec(compile(entry["code"], "exported.py", "exec"), scope)
    model = scope["Network"]().eval()
    with torch.no_grad():
        output = model(torch.zeros(entry["input"]))
    outputs = output if isinstance(output, dict) else {"output": output}
    names = [name for name in model.state_dict() if not name.endswith("num_batches_tracked")]
    return {
        "shapes": {name: list(value.shape) for name, value in outputs.items()},
        "parameters": sum(weight.numel() for weight in model.parameters()),
        "names": names,
    }


print(json.dumps([run(entry) for entry in json.loads((folder / "task.json").read_text())]))
