#!/usr/bin/env python3
"""Trains the `Network` of an exported PyTorch module on a set of images, and reports its accuracy.

Speaks "renas-measure 1" (docs/measuring.md). The environment says what to do:

RENAS_NETWORK     the module that `renas export --to pytorch` writes
RENAS_DATA        a folder with a folder for each class, a folder with idx files, or an .npz file
RENAS_EPOCHS      passes over the training images
RENAS_SECONDS     seconds of training after which it ends; instead of epochs, or whichever comes first
RENAS_SEED        of weights, order and augmentation (default: 0)
RENAS_DEVICE      auto, cpu, cuda or mps (default: auto: cuda where there is one, else cpu)
RENAS_REPORT      the file to which events are appended as JSON lines (default: standard output)
RENAS_CHECKPOINT  a folder that keeps what it takes to resume (default: none is kept)
RENAS_CACHE       a folder for decoded images, shared by all cells (default: the user's cache folder)
RENAS_STOP        a file; once it exists the training stops (default: RENAS_STOP in the working folder)
RENAS_VERIFY      1: also measure on the test set
RENAS_WEIGHTS     the file for the trained weights, and with .json behind it for what it takes to use them
RENAS_TRAINING    a JSON object with those of `DEFAULTS` that differ; else `training` of the file RENAS_JOB

Exit codes: 0 measured; 75 stopped, checkpoint kept; 65 this cell cannot be trained; 1 a failure, said in one sentence.
With --check it trains a few batches, reports what a training will take, and ends.

Needs Python 3.8 and PyTorch 1.13 or newer, NumPy, and Pillow for folders of image files.
"""
import ast
import contextlib
import gzip
import hashlib
import importlib.util
import inspect
import io
import json
import math
import os
import shutil
import signal
import struct
import sys
import threading
import time
import zlib

STOPPED, REFUSED, UNUSABLE = 75, 65, 78
SEEN = []  # signals that came

for name in ("SIGTERM", "SIGINT"):
    # Before the imports below, which take seconds: a signal must not end Python with its own exit code.
    signal.signal(getattr(signal, name), lambda number, _: SEEN.append(number))

DEFAULTS = {
    "rate": 0.1,  # at the beginning; falls to 0 along a cosine
    "batch": 0,  # images; 0: 64 below 20,000 training images, else 128
    "momentum": 0.9,  # Nesterov's
    "decay": 5e-4,  # of all weights
    "smoothing": 0.0,  # of labels
    "augment": "flip",  # flip: random crops and horizontal flips; crop: crops alone; none
    "images": 0,  # at most so many training images; 0: all
    "validation": 0.2,  # share of the images that are not for tests
    "split": 0,  # seed of the split into training and validation images, the same for all cells
    "precision": "auto",  # auto: mixed on CUDA; single
}
IMAGE_FILES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".ppm", ".pgm")
CHECKPOINT_SECONDS = 60


class Failure(Exception):
    """What is wrong with the data or the set-up, as one sentence."""


class Refusal(Exception):
    """Why this cell cannot be trained, as one sentence."""


class Stop(Exception):
    """A stop was asked for."""


# ---- reports -------------------------------------------------------------------------------------------------------


def report(event, **facts):
    line = (json.dumps({"event": event, **facts}, allow_nan=False) + "\n").encode()
    where = os.environ.get("RENAS_REPORT")
    if not where:
        sys.stdout.buffer.write(line)
        sys.stdout.flush()
        return
    file = os.open(where, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    try:
        os.write(file, line)  # in one write, so that a kill cannot tear it
    finally:
        os.close(file)


def say(text):
    """For the log. Standard output is for events where no report is named."""
    print(text, file=sys.stdout if os.environ.get("RENAS_REPORT") else sys.stderr, flush=True)


def note(text):
    report("note", text=text)
    say(text)


class Stopper:
    """Whether a stop was asked for. Looks for the file at most twice a second."""

    def __init__(self):
        self.file = os.environ.get("RENAS_STOP") or "RENAS_STOP"
        self.looked = 0.0

    def check(self):
        if SEEN:
            raise Stop
        now = time.monotonic()
        if now - self.looked >= 0.5:
            self.looked = now
            if os.path.exists(self.file):
                raise Stop


# ---- what is asked -------------------------------------------------------------------------------------------------


def asked(name):
    value = os.environ.get(name)
    if not value:
        raise Failure("%s is not set; docs/measuring.md lists what a trainer is given." % name)
    return value


def number(name, kind, least):
    text = os.environ.get(name)
    if not text:
        return None
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not value >= least or value == math.inf:
        raise Failure("%s must be a number of at least %s, not %r." % (name, least, text))
    return value


def training_facts():
    given, job = os.environ.get("RENAS_TRAINING"), os.environ.get("RENAS_JOB")
    try:
        if given or not job:
            facts = json.loads(given or "{}")
        else:
            with open(job, encoding="utf-8") as file:
                facts = json.load(file).get("training", {})
    except (OSError, ValueError, AttributeError) as error:
        raise Failure("The facts of the training cannot be read from %s: %s." % ("RENAS_TRAINING" if given else job, error))
    if not isinstance(facts, dict):
        raise Failure("The facts of the training must be a JSON object.")
    for name, value in facts.items():
        if name not in DEFAULTS:
            raise Failure("The trainer knows no %r; it knows %s." % (name, ", ".join(DEFAULTS)))
        usual = DEFAULTS[name]
        if isinstance(usual, str):
            choices = {"augment": ("flip", "crop", "none"), "precision": ("auto", "single")}[name]
            if value not in choices:
                raise Failure("%r of the training must be one of %s, not %r." % (name, ", ".join(choices), value))
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < math.inf:
            raise Failure("%r of the training must be a number of at least 0, not %r." % (name, value))
        elif isinstance(usual, int) and value != int(value):
            raise Failure("%r of the training must be a whole number, not %r." % (name, value))
    facts = {**DEFAULTS, **facts}
    for name in ("smoothing", "validation", "momentum"):
        if facts[name] >= 1:
            raise Failure("%r of the training must be below 1, not %r." % (name, facts[name]))
    if facts["validation"] == 0 or facts["rate"] == 0:
        raise Failure("%r of the training must be above 0." % ("rate" if facts["rate"] == 0 else "validation"))
    return {name: int(value) if isinstance(DEFAULTS[name], int) else value for name, value in facts.items()}


def load_network(file):
    """Returns the module's `Network` class and its input as (channels, height, width), which its main part names."""
    try:
        with open(file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError) as error:
        raise Failure("The exported module %s cannot be read: %s." % (file, error))
    shape = None
    for statement in tree.body:
        if isinstance(statement, ast.If):
            for call in ast.walk(statement):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "zeros":
                    sizes = [size.value for size in call.args if isinstance(size, ast.Constant)]
                    if len(sizes) == 4 and all(isinstance(size, int) for size in sizes):
                        shape = tuple(sizes[1:])
    spec = importlib.util.spec_from_file_location("renas_cell", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "Network") or shape is None:
        raise Failure(
            "%s has no Network on images; export the cell with `renas export --to pytorch`, without --alone." % file
        )
    return module.Network, shape


# ---- images --------------------------------------------------------------------------------------------------------


class Images:
    """`x`: (images, height, width, channels), `y`: int64 classes, `names`: of the classes. `adapt`: makes the space's of some."""

    def __init__(self, x, y, names, adapt=None):
        self.x, self.y, self.names, self.adapt = x, y, names, adapt

    def only(self, index):
        """Some of the images, adapted. What is adapted already, and may be larger than the memory, stays as it is."""
        if self.adapt is None:
            return self, index
        return Images(self.adapt(self.x[index]), self.y[index], self.names), np.arange(len(index))


class Source:
    """`train`: images to learn from; `test`: a function that reads those for tests, or None; `how` they are adapted."""

    def __init__(self, train, test, how):
        self.train, self.test, self.how = train, test, how


def read_images(source, shape, stopper):
    if not os.path.exists(source):
        raise Failure("There are no images at %s." % source)
    if os.path.isfile(source):
        if not source.lower().endswith(".npz"):
            raise Failure("%s is neither a folder of images nor an .npz file." % source)
        return read_npz(source, shape)
    names = sorted(os.listdir(source))
    if any("idx3-ubyte" in name for name in names):
        return read_idx(source, names, shape)
    folders = [name for name in names if os.path.isdir(os.path.join(source, name)) and not name.startswith(".")]
    archives = [name for name in names if name.lower().endswith(".npz")]
    if folders:
        return read_folders(source, folders, shape, stopper)
    if len(archives) == 1:
        return read_npz(os.path.join(source, archives[0]), shape)
    raise Failure(
        "%s has no images that can be read: neither a folder for each class, nor idx files, nor one .npz file." % source
    )


def read_idx(folder, names, shape):
    def read(kind, parts):
        found = [n for n in names if "%s-idx" % kind in n.replace(".idx", "-idx") and any(part in n for part in parts)]
        if not found:
            return None
        file = os.path.join(folder, min(found, key=lambda n: n.endswith(".gz")))
        try:
            with (gzip.open if file.endswith(".gz") else open)(file, "rb") as stream:
                data = stream.read()
        except (OSError, EOFError, zlib.error) as error:
            raise Failure("%s cannot be read: %s." % (file, one_line(error)))
        if len(data) < 4 or data[:3] != b"\0\0\x08" or len(data) < 4 + 4 * data[3]:
            raise Failure("%s is no idx file of bytes." % file)
        sizes, start = struct.unpack_from(">%dI" % data[3], data, 4), 4 + 4 * data[3]
        if len(data) != start + math.prod(sizes):
            raise Failure("%s is torn: its head promises %s bytes." % (file, format(math.prod(sizes), ",")))
        return np.frombuffer(data, np.uint8, offset=start).reshape(sizes)

    def pair(*parts):
        images, labels = read("images", parts), read("labels", parts)
        return None if images is None or labels is None else (images, labels)

    train = pair("train")
    if train is None:
        raise Failure("%s lacks train-images-idx3-ubyte or train-labels-idx1-ubyte." % folder)
    tests = any("t10k" in name or "test" in name for name in names)
    return from_arrays(train, (lambda: pair("t10k", "test")) if tests else None, shape, folder)


PAIRS = ("x_{0} y_{0}", "X_{0} y_{0}", "{0}_images {0}_labels", "{0}_x {0}_y")
WHOLE = ("x y", "X y", "images labels", "data labels", "data targets", "arr_0 arr_1")


def read_npz(file, shape):
    try:
        with np.load(file, allow_pickle=False) as archive:
            there = sorted(archive.files)
    except Exception as error:  # NumPy raises nearly anything on a damaged archive
        raise Failure("%s cannot be read: %s." % (file, one_line(error)))

    def find(*parts):
        spelled = [pair.format(part) for part in parts for pair in PAIRS]
        pairs = [pair.split() for pair in (spelled if parts else WHOLE)]
        return next((pair for pair in pairs if set(pair) <= set(there)), None)

    def read(names):
        try:
            with np.load(file, allow_pickle=False) as archive:
                return tuple(archive[name] for name in names)
        except Exception as error:
            raise Failure("%s cannot be read: %s." % (file, one_line(error)))

    names = find("train") or find()
    if names is None:
        raise Failure(
            "%s has %s, but no x_train and y_train (or x and y, train_images and train_labels, images and labels)."
            % (file, ", ".join(there) or "no arrays")
        )
    train, valid, test = read(names), find("val", "valid"), find("test")
    if valid:
        # The trainer makes its own validation part, of all images that are not for tests.
        more = read(valid)
        if train[0].shape[1:] != more[0].shape[1:]:
            raise Failure("%s has images of several shapes in %s and %s." % (file, names[0], valid[0]))
        train = tuple(np.concatenate(both) for both in zip(train, more))
    return from_arrays(train, (lambda: read(test)) if test else None, shape, file)


def from_arrays(train, test, shape, source):
    x, y = image_array(train[0], source), label_array(train[1], source)
    names, how, low, high = np.unique(y), [], 0.0, 255.0
    if x.dtype != np.uint8:
        low, high = float(x.min()), float(x.max())
        if not math.isfinite(low) or not math.isfinite(high):
            raise Failure("%s has images with values that are not numbers." % source)
        if low >= 0 and high <= 1:
            low, high = 0.0, 1.0
        elif low >= 0 and high <= 255:
            low, high = 0.0, 255.0
        else:
            how.append("values from %g to %g stored as bytes" % (low, high))

    def adapt(images):
        if images.dtype != np.uint8:
            images = np.clip(np.rint((images - low) * (255.0 / (high - low or 1.0))), 0, 255).astype(np.uint8)
        return fit_array(images, shape)

    def images_of(x, y):
        if len(x) != len(y):
            raise Failure("%s has %d images but %d labels." % (source, len(x), len(y)))
        if not np.isin(y, names).all():
            raise Failure("%s has test images of a class that no training image has." % source)
        return Images(x, np.searchsorted(names, y).astype(np.int64), [str(name) for name in names.tolist()], adapt)

    def read_test():
        x, y = test()
        return images_of(image_array(x, source), label_array(y, source))

    if x.shape[3] not in (1, shape[0]) and shape[0] != 1:
        raise Failure("%s has images of %d channels, and the space's have %d." % (source, x.shape[3], shape[0]))
    return Source(images_of(x, y), read_test if test else None, "; ".join(fitted(x.shape[1:], shape) + how))


def image_array(x, source):
    if x.ndim == 4 and x.shape[3] not in (1, 3, 4) and x.shape[1] in (1, 3, 4):
        x = x.transpose(0, 2, 3, 1)
    if x.ndim == 3:
        x = x[..., None]
    if x.ndim != 4 or x.shape[3] not in (1, 3, 4) or x.dtype.kind not in "uifb" or x.size == 0:
        raise Failure(
            "%s has images of shape %s and type %s; numbers of N×H×W or N×H×W×C are expected."
            % (source, "×".join(map(str, x.shape)), x.dtype)
        )
    return x[..., :3]


def label_array(y, source):
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    elif y.ndim == 2 and y.dtype.kind in "uifb" and (y.sum(1) == 1).all():
        y = y.argmax(1)
    whole = y.dtype.kind == "f" and bool((y == np.rint(y)).all())
    if y.ndim != 1 or y.dtype.kind not in "uibUS" and not whole:
        raise Failure(
            "%s has labels of shape %s and type %s; one class for each image is expected."
            % (source, "×".join(map(str, y.shape)), y.dtype)
        )
    return y.astype(np.int64) if whole else y


def pads(height, width, shape):
    """Images a little smaller than the space's are padded, which keeps their pixels; others are resized."""
    return all(0.75 * to <= size <= to for size, to in ((height, shape[1]), (width, shape[2])))


def fitted(before, shape):
    """How images of one size were adapted, as phrases. `before`: height, width, channels."""
    how = []
    if before[:2] != shape[1:]:
        what = "padded" if pads(before[0], before[1], shape) else "resized"
        how.append("%s from %d×%d to %d×%d" % ((what,) + tuple(before[:2]) + tuple(shape[1:])))
    if before[2] != shape[0]:
        how.append("grey repeated to %d channels" % shape[0] if before[2] == 1 else "colours averaged to grey")
    return how


def fit_array(x, shape):
    """Adapts uint8 (images, height, width, channels) to (channels, height, width)."""
    channels, height, width = shape
    if x.shape[1:3] != (height, width):
        if pads(x.shape[1], x.shape[2], shape):
            top, left = (height - x.shape[1]) // 2, (width - x.shape[2]) // 2
            fit = np.zeros((len(x), height, width, x.shape[3]), np.uint8)
            fit[:, top : top + x.shape[1], left : left + x.shape[2]] = x
        else:
            fit = np.empty((len(x), height, width, x.shape[3]), np.uint8)
            for i in range(0, len(x), 1024):
                part = torch.from_numpy(np.ascontiguousarray(x[i : i + 1024].transpose(0, 3, 1, 2))).float()
                part = nn.functional.interpolate(part, (height, width), mode="bilinear", antialias=True)
                fit[i : i + 1024] = part.round_().clamp_(0, 255).byte().permute(0, 2, 3, 1).numpy()
        x = fit
    if x.shape[3] != channels:
        x = np.repeat(x, channels, 3) if x.shape[3] == 1 else np.rint(x.mean(3, keepdims=True)).astype(np.uint8)
    return np.ascontiguousarray(x)


def read_folders(source, folders, shape, stopper):
    lower = {name.lower(): os.path.join(source, name) for name in folders}
    train = [lower[name] for name in ("train", "training") if name in lower][:1]
    # The trainer makes its own validation part, of all images that are not for tests.
    train += [lower[name] for name in ("val", "valid", "validation") if train and name in lower]
    test = [lower["test"]] if train and "test" in lower else None
    train = train or [source]
    names = sorted({
        entry.name
        for root in train
        for entry in os.scandir(root)
        if entry.is_dir() and not entry.name.startswith(".")
    })
    if len(names) < 2:
        raise Failure("%s must have a folder of images for each of two or more classes, and has %d." % (train[0], len(names)))

    def read(roots):
        key = hashlib.sha256(repr(([os.path.realpath(root) for root in roots], shape, names)).encode())
        for root in roots:
            for folder, _, _ in sorted(os.walk(root)):
                key.update(repr((folder, os.stat(folder).st_mtime_ns)).encode())
        store = os.path.join(cache_folder(), key.hexdigest()[:24])
        once(store, lambda part: decode(roots, names, shape, part, stopper), stopper)
        with open(os.path.join(store, "images.json"), encoding="utf-8") as file:
            facts = json.load(file)
        if facts["unreadable"]:
            note(facts["unreadable"])
        y = np.load(os.path.join(store, "labels.npy"))
        x = np.memmap(os.path.join(store, "images.bin"), np.uint8, "r", shape=(len(y),) + shape[1:] + shape[:1])
        return Images(x, y, names), facts["how"]

    images, how = read(train)
    empty = sorted(set(range(len(names))) - set(images.y.tolist()))
    if empty:
        raise Failure("No image of the class %r can be read." % names[empty[0]])
    return Source(images, (lambda: read(test)[0]) if test else None, how)


def cache_folder():
    usual = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.environ.get("RENAS_CACHE") or os.path.join(usual, "renas", "images")


def once(store, make, stopper):
    """Makes the folder `store` in one of several processes; the others wait. A maker that is silent for a minute is dead."""
    claim = store + ".claim"
    os.makedirs(os.path.dirname(store), exist_ok=True)
    seen, since = None, time.monotonic()
    while not os.path.isdir(store):
        stopper.check()
        try:
            os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            text = read_text(claim)
            if text != seen:
                seen, since = text, time.monotonic()
            elif time.monotonic() - since > 60:
                remove(claim)
                seen = None
            time.sleep(0.2)
            continue
        part, done = "%s.%d.part" % (store, os.getpid()), threading.Event()
        beating = threading.Thread(target=beat, args=(claim, done), daemon=True)
        beating.start()
        try:
            os.makedirs(part, exist_ok=True)
            make(part)
            try:
                os.rename(part, store)
            except OSError:
                if not os.path.isdir(store):  # another process may have made it meanwhile
                    raise
        finally:
            done.set()
            beating.join()
            shutil.rmtree(part, ignore_errors=True)
            remove(claim)


def beat(file, done):
    """Rewrites a file every two seconds, with another text, until `done`."""
    turn = 0
    while not done.wait(2):
        turn += 1
        with open(file, "w", encoding="utf-8") as stream:
            stream.write("%d %d" % (os.getpid(), turn))


def read_text(file):
    try:
        with open(file, encoding="utf-8") as stream:
            return stream.read()
    except OSError:
        return None


def remove(file):
    try:
        os.remove(file)
    except OSError:
        pass


def decode(roots, names, shape, store, stopper):
    """Writes the images of all classes as one file of bytes at the space's resolution."""
    try:
        from PIL import Image
    except ImportError:
        raise Failure("Pillow is needed to read image files; install it: %s -m pip install pillow" % sys.executable)
    files = [
        (os.path.join(folder, file), label)
        for label, name in enumerate(names)
        for root in roots
        for folder, _, inside in sorted(os.walk(os.path.join(root, name)))
        for file in sorted(inside)
        if file.lower().endswith(IMAGE_FILES)
    ]
    if not files:
        raise Failure("%s has folders, but no image files in them." % roots[0])
    how, bad, y, shown = {}, [], [], time.monotonic()
    with open(os.path.join(store, "images.bin"), "wb") as out:
        for i, (file, label) in enumerate(files):
            stopper.check()
            if time.monotonic() - shown > 2:
                shown = time.monotonic()
                report("progress", what="images decoded", done=i, of=len(files))
            try:
                with Image.open(file) as image:
                    pixels, adapted = fit_image(image.convert("L" if shape[0] == 1 else "RGB"), shape, Image)
            except Exception as error:  # Pillow raises nearly anything on a damaged file
                bad.append("%s: %s" % (file, one_line(error)))
                continue
            out.write(np.ascontiguousarray(pixels))
            how[adapted] = how.get(adapted, 0) + 1
            y.append(label)
    if len(bad) > len(files) / 10:
        raise Failure("%d of %d image files cannot be read; the first is %s." % (len(bad), len(files), bad[0]))
    np.save(os.path.join(store, "labels.npy"), np.array(y, np.int64))
    ways = ["%d images %s" % (count, way) if len(how) > 1 else way for way, count in sorted(how.items()) if way]
    unreadable = "%d of %d image files cannot be read and are left out; the first is %s."
    facts = {"how": "; ".join(ways), "unreadable": unreadable % (len(bad), len(files), bad[0]) if bad else ""}
    with open(os.path.join(store, "images.json"), "w", encoding="utf-8") as out:
        json.dump(facts, out)


def fit_image(image, shape, Image):
    """Returns the pixels of an image at the space's resolution, and how it was adapted."""
    height, width = shape[1:]
    size = "%d×%d" % (height, width)
    if image.size == (width, height):
        return np.asarray(image), ""
    if pads(image.size[1], image.size[0], shape):
        whole = Image.new(image.mode, (width, height))
        whole.paste(image, ((width - image.size[0]) // 2, (height - image.size[1]) // 2))
        return np.asarray(whole), "padded to " + size
    scale = max(width / image.size[0], height / image.size[1])
    across, down = max(width, round(image.size[0] * scale)), max(height, round(image.size[1] * scale))
    left, top = (across - width) // 2, (down - height) // 2
    resized = image.resize((across, down), getattr(Image, "Resampling", Image).BILINEAR)
    cropped = ", the longer side cropped" if (across, down) != (width, height) else ""
    return np.asarray(resized.crop((left, top, left + width, top + height))), "resized to " + size + cropped


def stratified(y, seed):
    """An order of the images of which every beginning has each class in its share."""
    rng = np.random.RandomState(seed % 2**32)
    rank = np.empty(len(y))
    for label in np.unique(y):
        of = np.flatnonzero(y == label)
        rank[rng.permutation(of)] = (np.arange(len(of)) + 0.5) / len(of)
    return np.argsort(rank, kind="stable")


class Split:
    """Indices of the images for training, for validation, and of those held back where there is no test set."""

    def __init__(self, y, held, facts):
        order = stratified(y, facts["split"])
        apart = len(order) // 5 if held else 0
        self.held, order = np.sort(order[:apart]), order[apart:]
        part = max(1, round(facts["validation"] * len(order)))
        valid, train = order[:part], order[part:]
        if facts["images"] and facts["images"] < len(train):
            train, valid = train[: facts["images"]], valid[: max(1000, facts["images"] // 2)]
        self.train, self.valid = np.sort(train), np.sort(valid)
        if len(train) < 2 or len(np.unique(y[train])) < 2:
            raise Failure("There are %d images in all, too few to train on." % len(y))


class Feed:
    """Batches of images on the device: normalized floats (images, channels, height, width), and their classes."""

    def __init__(self, images, device, mean, std, layout):
        self.images, self.device, self.layout = images, device, layout
        self.mean, self.std = mean.to(device), std.to(device)
        self.y = torch.from_numpy(images.y).to(device)
        # What fits beside the network lies on the device; the rest is read batch by batch.
        fits = device.type != "cpu" and images.x.nbytes < 2**31
        self.x = torch.from_numpy(np.ascontiguousarray(images.x)).to(device) if fits else None

    def batch(self, index, moves=None):
        """`moves`: for each image its shift down and right in pixels and whether it is flipped."""
        if self.x is not None:
            x = self.x[torch.from_numpy(index).to(self.device)]
        else:
            x = torch.from_numpy(np.ascontiguousarray(self.images.x[index])).to(self.device)
        if moves is not None:
            x = self.moved(x, *moves)
        x = ((x.float() - self.mean) / self.std).permute(0, 3, 1, 2)
        return x.contiguous(memory_format=self.layout), self.y[torch.from_numpy(index).to(self.device)]

    def moved(self, x, down, right, flipped):
        """Crops at random of images with a black border, flipped or not, in one gathering."""
        height, width = x.shape[1:3]
        edge = int(max(down.abs().max(), right.abs().max()))
        x = nn.functional.pad(x, (0, 0, edge, edge, edge, edge))
        rows = torch.arange(height)[None] + down[:, None] + edge
        columns = torch.arange(width)[None].expand(len(x), width)
        columns = torch.where(flipped[:, None], width - 1 - columns, columns) + right[:, None] + edge
        rows, columns = rows.to(self.device), columns.to(self.device)
        return x[torch.arange(len(x), device=self.device)[:, None, None], rows[:, :, None], columns[:, None, :]]


# ---- training ------------------------------------------------------------------------------------------------------


def seed_of(*what):
    return int.from_bytes(hashlib.blake2b(repr(what).encode(), digest_size=8).digest(), "big") >> 1


class Training:
    """One network in training. What is random depends on seed, epoch and step alone, so a checkpoint needs no state of it."""

    def __init__(self, stopper):
        self.stopper = stopper
        self.facts = training_facts()
        self.seed = int(number("RENAS_SEED", int, 0) or 0)
        self.epochs = number("RENAS_EPOCHS", int, 1)
        self.seconds = number("RENAS_SECONDS", float, 1)
        if self.epochs is None and self.seconds is None:
            raise Failure("RENAS_EPOCHS is not set, and neither is RENAS_SECONDS.")
        self.verify = os.environ.get("RENAS_VERIFY") == "1"
        self.device = self.choose_device()
        file = asked("RENAS_NETWORK")
        network, shape = load_network(file)
        source = read_images(asked("RENAS_DATA"), shape, stopper)
        self.names = source.train.names
        split = Split(source.train.y, source.test is None, self.facts)
        held = "no test set, so a fifth of the images is held back" if len(split.held) else ""
        self.how = "; ".join(text for text in (source.how, held) if text)
        self.source, self.held = source, split.held
        images, index = source.train.only(np.concatenate([split.train, split.valid]))
        self.train, self.valid = index[: len(split.train)], index[len(split.train) :]
        self.batch = min(self.facts["batch"] or (64 if len(self.train) < 20000 else 128), len(self.train))
        self.steps = len(self.train) // self.batch
        self.layout = torch.channels_last
        sample = images.x[self.train[:: 1 + len(self.train) // 5000]].astype(np.float32)
        mean = torch.from_numpy(sample.mean((0, 1, 2)))
        std = torch.from_numpy(np.maximum(sample.std((0, 1, 2)), 1.0))
        self.feed = Feed(images, self.device, mean, std, self.layout)
        self.declared = None  # how many classes the space says
        self.network = self.build(network)
        self.optimizer = torch.optim.SGD(
            self.network.parameters(),
            lr=self.facts["rate"],
            momentum=self.facts["momentum"],
            weight_decay=self.facts["decay"],
            nesterov=self.facts["momentum"] > 0,
        )
        mixed = self.device.type == "cuda" and self.facts["precision"] == "auto"
        self.half = (torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16) if mixed else None
        self.scaler = None
        if self.half == torch.float16:
            self.scaler = torch.amp.GradScaler("cuda") if hasattr(torch.amp, "GradScaler") else torch.cuda.amp.GradScaler()
        self.loss_of = nn.CrossEntropyLoss(label_smoothing=self.facts["smoothing"])
        self.epoch, self.step, self.spent, self.total, self.values = 0, 0, 0.0, 0.0, {}
        self.unsaved = False
        with open(file, "rb") as source_file:
            code = hashlib.sha256(source_file.read()).hexdigest()
        asked_for = (code, self.facts, self.seed, self.epochs, self.seconds, self.batch, self.names, shape, str(self.half))
        counts = (len(self.train), len(self.valid), mean.tolist(), std.tolist())
        self.fingerprint = hashlib.sha256(repr((asked_for, counts)).encode()).hexdigest()

    def choose_device(self):
        name = os.environ.get("RENAS_DEVICE") or "auto"
        if name == "auto":
            name = "cuda" if torch.cuda.is_available() else "cpu"
        if name not in ("cpu", "mps") and not name.startswith("cuda"):
            raise Failure("RENAS_DEVICE must be auto, cpu, cuda or mps, not %r." % name)
        if name.startswith("cuda") and not torch.cuda.is_available():
            raise Failure("RENAS_DEVICE is %s, but PyTorch %s finds no GPU that it can use." % (name, torch.__version__))
        if name == "mps" and not torch.backends.mps.is_available():
            raise Failure("RENAS_DEVICE is mps, but PyTorch %s cannot use it here." % torch.__version__)
        return torch.device(name)

    def build(self, network):
        torch.manual_seed(seed_of(self.seed, "weights"))
        given, known = {}, inspect.signature(network).parameters
        if "classes" in known:
            given["classes"] = len(self.names)
            self.declared = known["classes"].default
        try:
            built = network(**given).to(self.device)
            x, y = self.feed.batch(self.train[: min(2, self.batch)])
            built.eval()
            with torch.no_grad():
                out = built(x)
            wanted = (len(x), len(self.names))
            if tuple(out.shape) != wanted:
                raise Refusal("The network returns a tensor of %s, not of %s." % (tuple(out.shape), wanted))
        except (RuntimeError, ValueError, TypeError, IndexError) as error:
            if out_of_memory(error):
                raise
            raise Refusal("The network cannot be computed: %s" % one_line(error))
        return built.to(memory_format=self.layout)

    def progress(self):
        done = (self.epoch * self.steps + self.step) / (self.epochs * self.steps) if self.epochs else 0.0
        return max(done, self.spent / self.seconds if self.seconds else 0.0)

    def order(self):
        generator = torch.Generator().manual_seed(seed_of(self.seed, self.epoch))
        return self.train[torch.randperm(len(self.train), generator=generator).numpy()]

    def moves(self, count):
        if self.facts["augment"] == "none":
            return None
        generator = torch.Generator().manual_seed(seed_of(self.seed, self.epoch, self.step, "moves"))
        edge = max(1, self.feed.images.x.shape[1] // 8)
        down, right = torch.randint(-edge, edge + 1, (2, count), generator=generator)
        flipped = torch.rand(count, generator=generator) < (0.5 if self.facts["augment"] == "flip" else 0.0)
        return down, right, flipped

    def train_step(self, order):
        """Trains on one batch; returns its loss, still on the device."""
        index = order[self.step * self.batch : (self.step + 1) * self.batch]
        torch.manual_seed(seed_of(self.seed, self.epoch, self.step))  # for dropout and the like
        x, y = self.feed.batch(index, self.moves(len(index)))
        for group in self.optimizer.param_groups:
            group["lr"] = 0.5 * self.facts["rate"] * (1 + math.cos(math.pi * min(1.0, self.progress())))
        self.optimizer.zero_grad(set_to_none=True)
        with self.casting():
            loss = self.loss_of(self.network(x), y)
        if self.scaler:
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
            self.scaler.update()
        else:
            loss.backward()
            self.optimizer.step()
        return loss.detach()

    def casting(self):
        return torch.autocast("cuda", dtype=self.half) if self.half else contextlib.nullcontext()

    def evaluate(self, feed, index):
        """Returns the accuracy in per cent and the mean cross-entropy on some images of a feed."""
        self.network.eval()
        right, loss = 0, 0.0
        with torch.no_grad():
            for i in range(0, len(index), 500):
                self.stopper.check()
                x, y = feed.batch(index[i : i + 500])
                with self.casting():
                    out = self.network(x)
                out = out.float()
                right += int((out.argmax(1) == y).sum())
                loss += float(nn.functional.cross_entropy(out, y, reduction="sum"))
        return 100.0 * right / len(index), loss / len(index)

    def run(self):
        self.resume()
        parameters = sum(weight.numel() for weight in self.network.parameters())
        report(
            "began",
            epochs=self.epochs,
            resumed={"epoch": self.epoch, "step": self.step},
            parameters=parameters,
            images=self.how,
            classes=len(self.names),
            training=len(self.train),
            validation=len(self.valid),
            batch=self.batch,
            device=str(self.device),
            precision=str(self.half or torch.float32).replace("torch.", ""),
            threads=torch.get_num_threads(),
            torch=torch.__version__,
        )
        say(
            "%s parameters; %d images for training, %d for validation, %d classes."
            % (format(parameters, ","), len(self.train), len(self.valid), len(self.names))
        )
        told = [self.how] if self.how else []
        if self.declared not in (None, len(self.names)):
            told.append("%d classes, where the space has %d" % (len(self.names), self.declared))
        if told:
            note("Images: %s." % "; ".join(told))
        saved = last = time.monotonic()
        while self.progress() < 1.0:
            order = self.order()
            # On the device, so that no step waits for its loss; MPS has no numbers of 64 bits.
            exact = torch.float32 if self.device.type == "mps" else torch.float64
            self.total = torch.tensor(self.total, dtype=exact, device=self.device)
            self.network.train()
            while self.step < self.steps and self.progress() < 1.0:
                try:
                    self.stopper.check()
                except Stop:
                    self.save()
                    raise
                self.total += self.train_step(order)
                self.step += 1
                now = time.monotonic()
                self.spent, last = self.spent + now - last, now
                if now - saved > CHECKPOINT_SECONDS and self.step < self.steps:
                    self.save()
                    saved = now
            mean = float(self.total) / max(1, self.step)
            if not math.isfinite(mean):
                raise Refusal("The loss is not a number in epoch %d at a rate of %g." % (self.epoch + 1, self.facts["rate"]))
            try:
                accuracy, loss = self.evaluate(self.feed, self.valid)
            except Stop:
                self.save()
                raise
            if not math.isfinite(loss):
                raise Refusal("The validation loss is not a number in epoch %d." % (self.epoch + 1))
            now = time.monotonic()
            self.spent, last = self.spent + now - last, now
            self.values = {"accuracy": accuracy, "loss": loss}
            self.epoch, self.step, self.total = self.epoch + 1, 0, 0.0
            self.save()
            saved = now
            of = {"of": self.epochs} if self.epochs else {}
            values = {**self.values, "train_loss": mean}
            report("epoch", epoch=self.epoch, **of, values=values, seconds=round(self.spent, 3))
            say("epoch %d%s: accuracy %.2f %%, loss %.4f, training loss %.4f, %.1f s" % (
                self.epoch, " of %d" % self.epochs if self.epochs else "", accuracy, loss, mean, self.spent))
        values = dict(self.values)
        if self.verify:
            test = self.source.test() if self.source.test else self.source.train
            images, index = test.only(np.arange(len(test.y)) if self.source.test else self.held)
            feed = Feed(images, self.device, self.feed.mean, self.feed.std, self.layout)
            values["test_accuracy"], values["test_loss"] = self.evaluate(feed, index)
        if os.environ.get("RENAS_WEIGHTS"):
            self.keep_weights(os.environ["RENAS_WEIGHTS"], values)
        report("result", values=values, epochs=self.epoch, seconds=round(self.spent, 3), cpu=round(time.process_time(), 3))

    def keep_weights(self, file, values):
        weights = {name: tensor.detach().cpu().contiguous() for name, tensor in self.network.state_dict().items()}
        write_torch(weights, file)
        mean, std = (tensor.div(255).tolist() for tensor in (self.feed.mean, self.feed.std))
        facts = {"classes": self.names, "mean": mean, "std": std, "values": values, "images": self.how}
        with open(file + ".json.part", "w", encoding="utf-8") as stream:
            json.dump(facts, stream, indent=2)
        os.replace(file + ".json.part", file + ".json")

    def checkpoint_file(self):
        folder = os.environ.get("RENAS_CHECKPOINT")
        return folder and os.path.join(folder, "trainer.pt")

    def save(self):
        file = self.checkpoint_file()
        if not file:
            return
        facts = {
            "fingerprint": self.fingerprint,
            "epoch": self.epoch,
            "step": self.step,
            "total": float(self.total),
            "spent": self.spent,
            "values": self.values,
            "scaler": self.scaler.state_dict() if self.scaler else None,
        }
        state = {
            # As JSON, which keeps each float: PyTorch 1.13 reads none with weights_only.
            "facts": json.dumps(facts),
            "network": dict(self.network.state_dict()),
            "momentum": {i: self.optimizer.state[weight].get("momentum_buffer") for i, weight in self.trained()},
        }
        try:
            write_torch(state, file)
        except OSError as error:
            # The training goes on: what it lacks is a place to resume from.
            if not self.unsaved:
                note("No checkpoint can be written: %s" % one_line(error))
            self.unsaved = True

    def resume(self):
        file = self.checkpoint_file()
        if not file or not os.path.exists(file):
            return
        try:
            state = torch.load(file, map_location=self.device, weights_only=True)
            facts = json.loads(state["facts"])
        except Exception as error:  # a damaged file raises nearly anything
            note("The checkpoint cannot be read, so the training starts again: %s" % one_line(error))
            return
        if facts["fingerprint"] != self.fingerprint:
            note("The checkpoint is of another training (other settings or images), so this one starts again.")
            return
        self.network.load_state_dict(state["network"])
        for i, weight in self.trained():
            if state["momentum"][i] is not None:
                self.optimizer.state[weight]["momentum_buffer"] = state["momentum"][i]
        if self.scaler:
            self.scaler.load_state_dict(facts["scaler"])
        self.epoch, self.step, self.total = facts["epoch"], facts["step"], facts["total"]
        self.spent, self.values = facts["spent"], facts["values"]

    def trained(self):
        """The weights that are trained, numbered."""
        return enumerate(self.network.parameters())

    def check(self, started):
        """Trains a few batches and reports what the whole training will take."""
        ready = time.monotonic()
        order = self.order()
        self.network.train()

        def timed(work, times):
            spent = []
            for _ in range(times):
                self.stopper.check()
                start = time.monotonic()
                value = work()
                spent.append((time.monotonic() - start, value))
                if time.monotonic() - ready > 20 and len(spent) > 1:
                    break
            first, rest = spent[0], sorted(seconds for seconds, _ in spent[1:]) or [spent[0][0]]
            return first[0], rest[len(rest) // 2], spent[-1][1]

        first, step, loss = timed(lambda: float(self.train_step(order)), 8)
        if not math.isfinite(loss):
            raise Refusal("The loss of the first batches is not a number.")
        part = self.valid[: min(500, len(self.valid))]
        _, evaluation, _ = timed(lambda: self.evaluate(self.feed, part), 3)
        epoch = self.steps * step + evaluation * len(self.valid) / len(part)
        training = epoch * self.epochs if self.epochs else self.seconds
        if self.seconds:
            training = min(training, self.seconds)
        start = ready - started + first
        seconds = {"start": round(start, 3), "epoch": round(epoch, 3), "training": round(training, 3), "cell": round(start + training, 3)}
        if self.verify:
            begun = time.monotonic()
            tested = len(self.source.test().y) if self.source.test else len(self.held)
            seconds["test"] = round(time.monotonic() - begun + evaluation * tested / len(part), 3)
        seconds["worked"] = round(time.monotonic() - started, 3)
        report(
            "check",
            images=self.how,
            classes=len(self.names),
            training=len(self.train),
            validation=len(self.valid),
            seconds=seconds,
            memory=memory(self.device),
            device=str(self.device),
        )
        say("A training will take %.0f s: %.1f s to start and %.2f s an epoch." % (start + training, start, epoch))


def memory(device):
    """Peak bytes so far: of the GPU, or of this process; None where that is not told."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def write_torch(state, file):
    """Replaces a file by tensors and plain values that `torch.load(…, weights_only=True)` reads, or leaves it as it was."""
    os.makedirs(os.path.dirname(os.path.abspath(file)), exist_ok=True)
    with open(file + ".part", "wb") as stream:
        # Made in memory: PyTorch's own writer ends with an error of its own, not with that of a full disk.
        stream.write(torch_bytes(state))
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(file + ".part", file)


def torch_bytes(state):
    memory = io.BytesIO()
    torch.save(state, memory)
    return memory.getbuffer()


def one_line(error):
    return " ".join(str(error).split())[:300]


def out_of_memory(error):
    return isinstance(error, MemoryError) or "out of memory" in str(error).lower() or "can't allocate memory" in str(error)


def deterministic():
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    # More threads than cores make trials that share a machine many times slower.
    torch.set_num_threads(max(1, int(number("OMP_NUM_THREADS", int, 1) or 1)))


def import_libraries():
    global np, torch, nn
    try:
        import numpy as np
        import torch
        from torch import nn
    except ImportError as error:
        missing = "NumPy" if "numpy" in str(error) else "PyTorch"
        raise Failure(
            "%s is missing in %s (Python %s): %s. Install it (%s -m pip install torch numpy), or name another Python."
            % (missing, sys.executable, sys.version.split()[0], one_line(error), sys.executable)
        )
    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    if version < (1, 13):
        raise Failure("PyTorch %s is too old; 1.13 or newer is needed." % torch.__version__)


def main():
    started = time.monotonic()
    try:
        stopper = Stopper()
        stopper.check()
        import_libraries()
        deterministic()
        stopper.check()
        training = Training(stopper)
        if "--check" in sys.argv[1:]:
            training.check(started)
        else:
            training.run()
        return 0
    except Stop:
        report("stopped")
        say("Stopped on request.")
        return STOPPED
    except Refusal as why:
        report("refused", why=str(why))
        print(why, file=sys.stderr)
        return REFUSED
    except Failure as why:
        print(why, file=sys.stderr)
        report("failed", why=str(why))
        return UNUSABLE
    except Exception as error:
        if out_of_memory(error):
            why = "There is not enough memory for a batch of this network: %s" % one_line(error)
        elif isinstance(error, OSError):
            why = one_line(error)
        else:
            raise
        print(why, file=sys.stderr)
        report("failed", why=why)
        return 1


if __name__ == "__main__":
    sys.exit(main())
