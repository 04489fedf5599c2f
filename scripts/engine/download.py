# Downloads one file into a part file that a later call continues, checks its SHA-256 and renames it.
"""Usage: download.py URL PART TARGET SHA256 BYTES

Prints a JSON line per progress event, and {"ok": true} or {"error": KIND, "message": TEXT} at the end.
Uses the HTTP client that pip brings, so proxies and certificates are those of pip's world.
"""
import errno
import hashlib
import json
import os
import sys
import time
from urllib.parse import urlparse
from urllib.request import url2pathname

CHUNK_BYTES = 1 << 18
PROGRESS_SECONDS = 0.2
TRIES_WITHOUT_PROGRESS = 5
TIMEOUT_SECONDS = (15, 60)


class Refused(Exception):
    """The server answered, but not with the file."""


def emit(**event):
    """Prints an event; when nobody reads any more (the parent is gone), the process ends here."""
    try:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()
    except OSError:
        os._exit(1)


class PartFile:
    """The growing file, locked against a second writer."""

    def __init__(self, path, total):
        self.file = open(path, "ab+", buffering=0)
        self.total = total
        self.shown = 0.0
        self._lock()
        self.size = os.fstat(self.file.fileno()).st_size
        if self.size > total:
            self.restart()

    def _lock(self):
        try:
            import fcntl
        except ImportError:
            return
        for _ in range(40):
            try:
                return fcntl.flock(self.file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                # Some network file systems have no locks: go on without.
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    return
                time.sleep(0.5)
        raise Refused("another download is writing " + self.file.name)

    def restart(self):
        self.file.truncate(0)
        self.size = 0

    def append(self, chunk):
        self.file.write(chunk)
        self.size += len(chunk)
        if self.size > self.total:
            raise Refused("the server sent more than the %d bytes expected" % self.total)
        if time.time() - self.shown > PROGRESS_SECONDS:
            self.shown = time.time()
            emit(done=self.size, total=self.total)

    def sha256(self):
        digest = hashlib.sha256()
        self.file.seek(0)
        for chunk in iter(lambda: self.file.read(1 << 20), b""):
            digest.update(chunk)
        return digest.hexdigest()


def copy_file(url, part):
    part.restart()
    with open(url2pathname(urlparse(url).path), "rb") as source:
        for chunk in iter(lambda: source.read(CHUNK_BYTES), b""):
            part.append(chunk)


def fetch_rest(session, url, part):
    """One request for what is missing."""
    headers = {"Accept-Encoding": "identity"}
    if part.size:
        headers["Range"] = "bytes=%d-" % part.size
    with session.get(url, headers=headers, stream=True, timeout=TIMEOUT_SECONDS) as response:
        if response.status_code == 416 or (part.size and response.status_code == 200):
            part.restart()
        if response.status_code == 416:
            return
        if 400 <= response.status_code < 500 and response.status_code not in (408, 429):
            raise Refused("HTTP %d %s" % (response.status_code, response.reason))
        response.raise_for_status()
        for chunk in response.iter_content(CHUNK_BYTES):
            part.append(chunk)


def fetch(url, part):
    """Requests the missing rest again and again, as long as there is progress now and then."""
    from pip._vendor import requests

    session = requests.Session()
    if os.environ.get("PIP_CERT"):
        session.verify = os.environ["PIP_CERT"]
    if os.environ.get("PIP_PROXY"):
        session.proxies = {"http": os.environ["PIP_PROXY"], "https": os.environ["PIP_PROXY"]}
    failures = 0
    while part.size < part.total:
        before = part.size
        problem = "the connection ended early"
        try:
            fetch_rest(session, url, part)
        except requests.exceptions.SSLError as error:
            raise Refused(str(error))
        except requests.exceptions.RequestException as error:
            problem = str(error)
        if part.size > before:
            failures = 0
        elif part.size < part.total:
            failures += 1
            if failures >= TRIES_WITHOUT_PROGRESS:
                raise ConnectionError(problem)
            time.sleep(min(2**failures, 10))


def main():
    url, part_path, target, sha256, total = sys.argv[1:6]
    part = PartFile(part_path, int(total))
    try:
        if urlparse(url).scheme == "file":
            copy_file(url, part)
        else:
            fetch(url, part)
        os.fsync(part.file.fileno())
        emit(done=part.size, total=part.total)
        found = part.sha256()
        if found != sha256:
            part.restart()
            emit(error="hash", message="its SHA-256 is %s, expected %s" % (found, sha256))
            return
    finally:
        part.file.close()
    os.replace(part_path, target)
    emit(ok=True)


try:
    main()
except Refused as error:
    emit(error="refused", message=str(error))
except ConnectionError as error:
    emit(error="network", message=str(error))
except OSError as error:
    emit(error="space" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "file", message=str(error))
