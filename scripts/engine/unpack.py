# Unpacks chosen members of a wheel and checks each against the wheel's own RECORD.
"""Usage: unpack.py WHEEL FOLDER GLOB...

Prints a JSON line per progress event, and {"ok": true, "sha256": {path: hex}} or {"error": KIND, "message": TEXT} at the end.
"""
import base64
import csv
import errno
import fnmatch
import hashlib
import io
import json
import os
import sys
import time
import zipfile

CHUNK_BYTES = 1 << 20
PROGRESS_SECONDS = 0.2


class Broken(Exception):
    """The wheel is not what its RECORD says."""


def emit(**event):
    """Prints an event; when nobody reads any more (the parent is gone), the process ends here."""
    try:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()
    except OSError:
        os._exit(1)


def read_record(archive):
    """Maps each path to its SHA-256 in hexadecimal."""
    name = next(n for n in archive.namelist() if n.endswith(".dist-info/RECORD"))
    hashes = {}
    for row in csv.reader(io.TextIOWrapper(archive.open(name), encoding="utf-8")):
        if len(row) > 1 and row[1].startswith("sha256="):
            value = row[1][len("sha256=") :]
            hashes[row[0]] = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()
    return hashes


def choose(archive, patterns):
    """The members to unpack; every pattern must choose at least one."""
    chosen = {}
    for pattern in patterns:
        found = [i for i in archive.infolist() if fnmatch.fnmatchcase(i.filename, pattern) and not i.is_dir()]
        if not found:
            raise Broken("it has no member " + pattern)
        for info in found:
            if os.path.isabs(info.filename) or ".." in info.filename.split("/"):
                raise Broken("it has a member outside its folder: " + info.filename)
            chosen[info.filename] = info
    return list(chosen.values())


class Unpacker:
    def __init__(self, archive, folder, total):
        self.archive, self.folder, self.total = archive, folder, total
        self.done = 0
        self.shown = 0.0

    def unpack(self, info, expected):
        target = os.path.join(self.folder, *info.filename.split("/"))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        digest = hashlib.sha256()
        with self.archive.open(info) as source, open(target, "wb") as output:
            for chunk in iter(lambda: source.read(CHUNK_BYTES), b""):
                digest.update(chunk)
                output.write(chunk)
                self.progress(len(chunk))
        if "/bin/" in info.filename:
            os.chmod(target, 0o755)
        if digest.hexdigest() != expected:
            raise Broken("%s differs from its RECORD" % info.filename)

    def progress(self, count):
        self.done += count
        if time.time() - self.shown > PROGRESS_SECONDS:
            self.shown = time.time()
            emit(done=self.done, total=self.total)


def main():
    wheel, folder, patterns = sys.argv[1], sys.argv[2], sys.argv[3:]
    with zipfile.ZipFile(wheel) as archive:
        record = read_record(archive)
        members = choose(archive, patterns)
        unpacker = Unpacker(archive, folder, sum(info.file_size for info in members))
        for info in members:
            if info.filename not in record:
                raise Broken(info.filename + " is not in its RECORD")
            unpacker.unpack(info, record[info.filename])
    emit(ok=True, sha256={info.filename: record[info.filename] for info in members})


try:
    main()
except (Broken, zipfile.BadZipFile) as error:
    emit(error="broken", message=str(error))
except OSError as error:
    emit(error="space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "file", message=str(error))
