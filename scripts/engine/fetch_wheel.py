# Fetches one pinned wheel through pip's own finder and session, resuming a part file, and checks its SHA-256.
"""Usage: fetch_wheel.py VERSION SHA256 BYTES PART FOLDER PIP-DOWNLOAD-OPTIONS... NAME==VERSION

It is pip's `download` command with another `run`: options, configuration, indexes, mirrors, proxies, certificates and
credentials are all pip's, but the file is continued where an earlier call was stopped. (pip's own resolver would
fetch the whole file even for a dry run, before pip 25, and cannot continue it in another process.)
Prints a JSON line per progress event, and {"ok": true, "path": P} or {"error": KIND, "message": TEXT} at the end.
"""
import errno
import hashlib
import json
import os
import sys
import time
from urllib.parse import urlparse
from urllib.request import url2pathname

from pip._internal.cli.cmdoptions import check_dist_restriction, make_target_python
from pip._internal.commands.download import DownloadCommand
from pip._vendor.requests import exceptions

CHUNK_BYTES = 1 << 18
PROGRESS_SECONDS = 0.2
TRIES_WITHOUT_PROGRESS = 5
TIMEOUT_SECONDS = (15, 60)
LOCK_TRIES = 40


class Failure(Exception):
    """The end of the work: `kind` says what the caller can do about it."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


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
        for _ in range(LOCK_TRIES):
            try:
                return fcntl.flock(self.file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                # Some network file systems have no locks: go on without.
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    return
                time.sleep(0.5)
        raise Failure("file", "another download is writing " + self.file.name)

    def restart(self):
        self.file.truncate(0)
        self.size = 0

    def append(self, chunk):
        self.file.write(chunk)
        self.size += len(chunk)
        if self.size > self.total:
            raise Failure("refused", "the server sent more than the %d bytes expected" % self.total)
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
    """A wheel in a local folder (pip's find-links)."""
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
            raise Failure("refused", "HTTP %d %s" % (response.status_code, response.reason))
        response.raise_for_status()
        for chunk in response.iter_content(CHUNK_BYTES):
            part.append(chunk)


def fetch(session, url, part):
    """Requests the missing rest again and again, as long as there is progress now and then."""
    failures = 0
    while part.size < part.total:
        before = part.size
        problem = "the connection ended early"
        try:
            fetch_rest(session, url, part)
        except exceptions.SSLError as error:
            raise Failure("refused", str(error))
        except exceptions.RequestException as error:
            problem = str(error)
        if part.size > before:
            failures = 0
        elif part.size < part.total:
            failures += 1
            if failures >= TRIES_WITHOUT_PROGRESS:
                raise Failure("network", problem)
            time.sleep(min(2**failures, 10))


def choose_link(candidates, version, sha256):
    """The link to the pinned file; an index need not tell hashes, the file is checked anyway."""
    links = [c.link for c in candidates if str(c.version) == version]
    for link in links:
        if link.hash_name == "sha256" and link.hash == sha256:
            return link
    for link in links:
        if link.hash_name != "sha256":
            return link
    if links:
        raise Failure("hash", "the index offers SHA-256 %s, expected %s" % (links[0].hash, sha256))
    raise Failure("absent", "the package index has no such wheel")


def fetch_verified(session, link, part, sha256):
    url = link.url_without_fragment
    if urlparse(url).scheme == "file":
        copy_file(url, part)
    else:
        fetch(session, url, part)
    os.fsync(part.file.fileno())
    emit(done=part.size, total=part.total)
    found = part.sha256()
    if found != sha256:
        part.restart()
        raise Failure("hash", "its SHA-256 is %s, expected %s" % (found, sha256))


class FetchWheel(DownloadCommand):
    version = sha256 = part_path = folder = ""
    total = 0

    def run(self, options, args):
        check_dist_restriction(options)
        session = self.get_default_session(options)
        finder = self._build_package_finder(
            options=options, session=session, target_python=make_target_python(options)
        )
        link = choose_link(finder.find_all_candidates(args[0].split("==")[0]), self.version, self.sha256)
        part = PartFile(self.part_path, self.total)
        try:
            fetch_verified(session, link, part, self.sha256)
        finally:
            part.file.close()
        target = os.path.join(self.folder, link.filename)
        os.replace(self.part_path, target)
        emit(ok=True, path=target)
        return 0


class Reporting(FetchWheel):
    """Tells failures as events, before pip words them in its own way."""

    def run(self, options, args):
        try:
            return super().run(options, args)
        except Failure as error:
            emit(error=error.kind, message=str(error))
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            emit(error="space" if full else "file", message=str(error))
        return 1


def main():
    command = Reporting("download", "Fetches one wheel.")
    command.version, command.sha256, total, command.part_path, command.folder = sys.argv[1:6]
    command.total = int(total)
    return command.main(sys.argv[6:])


sys.exit(main())
