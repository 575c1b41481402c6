"""Says what the Python classes of declared operations really are: python3 check_classes.py, with tasks on standard input.

Each line is a JSON object: `code`, an exported module; `input`, the shape of a batch of its images; `layers`, the names of
its modules to look at. Answers with a JSON line for each: `layers`, with the trained parameters, the shape of the output,
and the multiply-adds as PyTorch counts them, where it does; or `problem`.
"""

import json
import os
import sys

# What a class prints on being built is no answer.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import torch

try:
    from torch.utils.flop_counter import FlopCounterMode
except ImportError:
    FlopCounterMode = None


def look(task):
    scope = {"__name__": "exported"}
    exec(compile(task["code"], "exported.py", "exec"), scope)
    network = scope["Network"]().eval()
    seen = {}

    def keep(name):
        def hook(module, inputs, output):
            seen[name] = (inputs, list(output.shape))

        return hook

    modules = dict(network.named_modules())
    for name in task["layers"]:
        modules[name].register_forward_hook(keep(name))
    with torch.no_grad():
        network(torch.zeros(task["input"]))
        return {name: facts(modules[name], *seen[name]) for name in task["layers"]}


def facts(module, inputs, shape):
    found = {"parameters": sum(w.numel() for w in module.parameters() if w.requires_grad), "shape": shape}
    if FlopCounterMode is not None:
        with FlopCounterMode(display=False) as counter:
            module(*inputs)
        found["macs"] = counter.get_total_flops() // 2 // inputs[0].shape[0]
    return found


for line in sys.stdin:
    try:
        answer = {"layers": look(json.loads(line))}
    except Exception as error:
        answer = {"problem": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), file=answers, flush=True)
