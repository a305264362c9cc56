#!/usr/bin/env python3
"""Writes a container image archive from directories: no builder, no daemon, no root.

The archive has the form of `docker save`, which containerd imports. One layer a directory, in the order given. All
files belong to root and carry no times, so that the same directories give the same digests.
"""

import argparse
import hashlib
import io
import json
import os
import platform
import tarfile
import tempfile

EPOCH = "1970-01-01T00:00:00Z"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", help="NAME:TAG[,NAME:TAG...]")
    parser.add_argument("archive", help="the file to write")
    parser.add_argument("layers", nargs="+", metavar="directory")
    parser.add_argument("--user", default="", help="number of the user who runs it; default: root")
    parser.add_argument("--env", action="append", default=[], metavar="K=V")
    parser.add_argument("--workdir", default="/")
    parser.add_argument("--entrypoint", nargs=argparse.REMAINDER, default=[], help="the command; last of the options")
    write_image(parser.parse_args())


def write_image(options):
    partial = f"{options.archive}.{os.getpid()}"
    try:
        with tarfile.open(partial, "w") as image:
            digests = [add_layer(image, directory) for directory in options.layers]
            config = add_json(image, None, config_of(options, digests))
            manifest = [{
                "Config": config,
                "RepoTags": options.names.split(","),
                "Layers": [layer_name(digest) for digest in digests],
            }]
            add_json(image, "manifest.json", manifest)
        os.replace(partial, options.archive)
    finally:
        if os.path.exists(partial):
            os.unlink(partial)


def config_of(options, digests):
    return {
        "architecture": ARCHITECTURES[platform.machine()],
        "os": "linux",
        "created": EPOCH,
        "config": {
            "Entrypoint": options.entrypoint,
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin"] + options.env,
            "User": options.user,
            "WorkingDir": options.workdir,
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
        "history": [{"created": EPOCH} for _ in digests],
    }


def layer_name(digest):
    return f"{digest}/layer.tar"


def add_layer(image, directory):
    """Adds a directory's tree as a layer and returns the layer's digest."""
    with tempfile.TemporaryFile(dir=os.path.dirname(os.path.abspath(image.name))) as layer:
        with tarfile.open(fileobj=layer, mode="w", format=tarfile.GNU_FORMAT) as tree:
            for name in sorted(os.listdir(directory)):
                tree.add(os.path.join(directory, name), name, filter=anonymous)
        layer.seek(0)
        digest = sha256(layer)
        entry = tarfile.TarInfo(layer_name(digest))
        entry.size = layer.seek(0, os.SEEK_END)
        layer.seek(0)
        image.addfile(entry, layer)
    return digest


def sha256(file):
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(1 << 20), b""):
        digest.update(block)
    return digest.hexdigest()


def anonymous(entry):
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def add_json(image, name, value):
    """Adds a JSON file, named by its digest unless a name is given, and returns the name."""
    content = json.dumps(value, sort_keys=True).encode()
    entry = tarfile.TarInfo(name or hashlib.sha256(content).hexdigest() + ".json")
    entry.size = len(content)
    image.addfile(entry, io.BytesIO(content))
    return entry.name


if __name__ == "__main__":
    main()
