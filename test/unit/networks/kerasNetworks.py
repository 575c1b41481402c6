"""Runs exported Keras networks with given weights: python3 kerasNetworks.py FOLDER, with FOLDER/task.json.

Prints a JSON object for each network: its outputs, images and maps channels first, and its trained parameters. The weights
stand in the order in which PyTorch's layers have them, which is that in which the code makes Keras's.
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
made = []
add_weight = keras.layers.Layer.add_weight


def noted(layer, *args, **kwargs):
    weight = add_weight(layer, *args, **kwargs)
    made.append((layer, weight))
    return weight


keras.layers.Layer.add_weight = noted


def as_keras(layer, values):
    """Kernels of convolutions and linear layers, from PyTorch's order of axes; a factor for each channel is a vector."""
    if values.ndim == 3:
        return values.ravel()
    if values.ndim == 4:
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        return values.transpose((2, 3, 0, 1) if depthwise else (2, 3, 1, 0))
    return values.T if values.ndim == 2 else values


def run(entry):
    made.clear()
    scope = {"__name__": "exported"}
    exec(compile(entry["code"], "exported.py", "exec"), scope)
    model = scope["network"]()
    flat = numpy.fromfile(folder / entry["weights"], dtype="float32")
    assert len(made) == len(entry["shapes"]), (len(made), len(entry["shapes"]))
    at = 0
    for (layer, weight), shape in zip(made, entry["shapes"]):
        size = int(numpy.prod(shape))
        weight.assign(as_keras(layer, flat[at : at + size].reshape(shape)))
        at += size
    assert at == flat.size
    images = numpy.fromfile(folder / entry["images"], dtype="float32").reshape(entry["input"])
    outputs = model(numpy.moveaxis(images, 1, -1), training=False)
    outputs = outputs if isinstance(outputs, dict) else {"output": outputs}
    parameters = int(sum(numpy.prod(weight.shape) for weight in model.trainable_weights))
    keras.backend.clear_session()
    found = {name: numpy.moveaxis(keras.ops.convert_to_numpy(value), -1, 1) for name, value in outputs.items()}
    return {
        "outputs": {name: value.ravel().tolist() for name, value in found.items()},
        "parameters": parameters,
    }


print(json.dumps([run(entry) for entry in json.loads((folder / "task.json").read_text())]))
