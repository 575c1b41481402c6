"""Runs the trainer for each case of FOLDER/task.json in one process, on images that this script makes; prints what came of it.

The images: 60 of each of four classes, 12×12 bytes, noise with a bright square in the corner of the class. They are sorted
by class, so that every form of them has the same order.
"""
import gzip
import importlib.util
import io
import json
import os
import struct
import sys

import numpy as np

folder = sys.argv[1]
with open(os.path.join(folder, "task.json")) as file:
    task = json.load(file)
spec = importlib.util.spec_from_file_location("train", task["trainer"])
train = importlib.util.module_from_spec(spec)
spec.loader.exec_module(train)


def images(count, seed):
    rng = np.random.RandomState(seed)
    y = np.repeat(np.arange(4), count)
    x = rng.randint(0, 120, (len(y), 12, 12)).astype(np.uint8)
    for label in range(4):
        top, left = 6 * (label // 2), 6 * (label % 2)
        x[y == label, top : top + 6, left : left + 6] += 120
    return x, y


(x, y), (xt, yt) = images(60, 1), images(20, 2)


def idx(array):
    return struct.pack(">I", 0x800 + array.ndim) + struct.pack(">%dI" % array.ndim, *array.shape) + array.tobytes()


def write(name, data):
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "wb") as file:
        file.write(data)


def write_idx(where, test=True, packed=False):
    sets = {"train": (x, y)}
    if test:
        sets["t10k"] = (xt, yt)
    for part, (pictures, labels) in sets.items():
        for name, array in (("images-idx3-ubyte", pictures), ("labels-idx1-ubyte", labels.astype(np.uint8))):
            data = idx(array)
            write(os.path.join(where, "%s-%s%s" % (part, name, ".gz" if packed else "")), gzip.compress(data) if packed else data)


def write_folders(where, test=True):
    from PIL import Image

    sets = {"train": (x, y), "test": (xt, yt)} if test else {"": (x, y)}
    for part, (pictures, labels) in sets.items():
        for i, (picture, label) in enumerate(zip(pictures, labels)):
            data = io.BytesIO()
            Image.fromarray(picture).save(data, "PNG")
            write(os.path.join(where, part, str(label), "%04d.png" % i), data.getvalue())


def make(kind, where):
    test = not kind.endswith("-alone")
    kind = kind.replace("-alone", "")
    if kind == "npz":
        os.makedirs(where)
        np.savez(os.path.join(where, "images.npz"), **dict(x_train=x, y_train=y, **(dict(x_test=xt, y_test=yt) if test else {})))
    elif kind == "npz-floats":
        os.makedirs(where)
        colours = np.repeat(x[:, None].astype(np.float32) / 255, 3, 1)
        np.savez(os.path.join(where, "images.npz"), images=colours, labels=np.eye(4)[y])
    elif kind == "npz-nan":
        os.makedirs(where)
        np.savez(os.path.join(where, "images.npz"), x=np.full((8, 12, 12), np.nan), y=np.arange(8) % 2)
    elif kind == "npz-objects":
        os.makedirs(where)
        np.savez(os.path.join(where, "images.npz"), x=np.array([{}, {}]), y=np.arange(2))
    elif kind == "npz-unnamed":
        os.makedirs(where)
        np.savez(os.path.join(where, "images.npz"), pictures=x, kinds=y)
    elif kind == "npz-short":
        os.makedirs(where)
        np.savez(os.path.join(where, "images.npz"), x=x, y=y[:-1])
    elif kind == "npz-damaged":
        write(os.path.join(where, "images.npz"), b"PK\3\4 no archive")
    elif kind == "idx":
        write_idx(where, test)
    elif kind == "idx-packed":
        write_idx(where, test, packed=True)
    elif kind == "idx-torn":
        write_idx(where)
        name = os.path.join(where, "train-images-idx3-ubyte")
        with open(name, "rb") as file:
            data = file.read()
        write(name, data[:-100])
    elif kind == "idx-torn-test":
        write_idx(where, packed=True)
        write(os.path.join(where, "t10k-images-idx3-ubyte.gz"), gzip.compress(idx(xt))[:-100])
    elif kind == "folders":
        write_folders(where, test)
    elif kind == "folders-few-bad":
        write_folders(where, False)
        write(os.path.join(where, "2", "0001-bad.png"), b"no image")
    elif kind == "folders-bad":
        for label in "ab":
            write(os.path.join(where, label, "1.png"), b"no image")
    elif kind == "one-class":
        write_folders(where, False)
        for label in "123":
            os.rename(os.path.join(where, label), os.path.join(where, ".." + label))
    elif kind == "empty":
        os.makedirs(where)


def run(case, where):
    """Returns the exit code and the events of one run of the trainer."""
    reported = os.path.join(where, "report.jsonl")
    kept = dict(os.environ)
    os.environ.update({
        "RENAS_REPORT": reported,
        "RENAS_NETWORK": os.path.join(where, "network.py"),
        "RENAS_DATA": os.path.join(where, "images"),
        "RENAS_CACHE": os.path.join(where, "cache"),
        "RENAS_STOP": os.path.join(where, "RENAS_STOP"),
        "RENAS_CHECKPOINT": os.path.join(where, "checkpoint"),
        "RENAS_EPOCHS": "2",
        **{name: value.replace("{folder}", where) for name, value in case.get("environment", {}).items()},
    })
    sys.argv = ["train.py"] + case.get("arguments", [])
    try:
        code = train.main()
    finally:
        os.environ.clear()
        os.environ.update(kept)
    with open(reported) as file:
        return {"code": code, "events": [json.loads(line) for line in file]}


def score(case, where):
    """The test accuracy of the kept weights, computed as their reader would."""
    import torch

    spec = importlib.util.spec_from_file_location("kept", os.path.join(where, "network.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with open(os.path.join(where, "weights.pt.json")) as file:
        facts = json.load(file)
    network = module.Network(classes=len(facts["classes"]))
    network.load_state_dict(torch.load(os.path.join(where, "weights.pt"), weights_only=True))
    pictures = np.zeros((len(xt), 3, 16, 16), np.float32)
    pictures[:, :, 2:14, 2:14] = xt[:, None] / 255.0
    mean, std = (np.array(facts[name], np.float32).reshape(1, 3, 1, 1) for name in ("mean", "std"))
    with torch.no_grad():
        out = network.eval()(torch.from_numpy((pictures - mean) / std)).argmax(1).numpy()
    return 100.0 * float((out == yt).mean())


results, sys.stdout = [], sys.stderr
for number, case in enumerate(task["cases"]):
    where = os.path.join(folder, str(number))
    os.makedirs(where)
    make(case["images"], os.path.join(where, "images"))
    with open(os.path.join(where, "network.py"), "w") as file:
        file.write(case.get("code", task["code"]))
    if case.get("stop"):
        write(os.path.join(where, "RENAS_STOP"), b"")
    result = run(case, where)
    if case.get("score"):
        result["score"] = score(case, where)
    results.append(result)
sys.stdout = sys.__stdout__
print(json.dumps(results))
