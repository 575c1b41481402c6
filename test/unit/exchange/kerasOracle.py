"""Runs exported Keras modules: python3 kerasOracle.py FOLDER, with FOLDER/task.json; prints one JSON object a module.

Each entry of the task has `code`, `model` (an expression) and `input` (the shape of one image).
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy

folder = pathlib.Path(sys.argv[1])
keras.utils.set_random_seed(1)


def run(entry):
    scope = {"__name__": "exported"}
    exec(compile(entry["code"], "exported.py", "exec"), scope)
    model = eval(entry["model"], scope)
    images = numpy.random.default_rng(1).standard_normal([2, *entry["input"]]).astype("float32")
    output = keras.ops.convert_to_numpy(model(images, training=False))
    keras.backend.clear_session()
    return {
        "shape": list(output.shape),
        "parameters": int(sum(numpy.prod(weight.shape) for weight in model.trainable_weights)),
        "finite": bool(numpy.isfinite(output).all()),
    }


print(json.dumps([run(entry) for entry in json.loads((folder / "task.json").read_text())]))
