"""A small S3 service for tests: one bucket in memory, as much of S3 as is asked.

Get (whole and by ranges), head, put (also only where nothing is), multipart, delete, list.
Signatures are not looked at.
"""

import contextlib
import hashlib
import itertools
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from urllib.request import Request, urlopen
from xml.sax.saxutils import escape, unescape

__all__ = ["Bucket", "service"]

BUCKET = "bucket"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_DAY, _STAMP = "Sat, 01 Mar 2025 00:00:00 GMT", "2025-03-01T00:00:00.000Z"


class _Store:
    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.numbers = itertools.count(1)
        self.guard = threading.Lock()


def _tag(body: bytes) -> str:
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def _unwrapped(raw: bytes) -> bytes:
    """A body without the lengths and signatures that the SDK puts between its pieces."""
    out, at = b"", 0
    while at < len(raw):
        end = raw.index(b"\r\n", at)
        size = int(raw[at:end].split(b";")[0], 16)
        if not size:
            break
        out += raw[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return out


class _Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: _Store

    def log_message(self, *_: Any) -> None:
        """Nothing is written down."""

    @property
    def asked(self) -> tuple[str, dict[str, str]]:
        """The key within the bucket and the query."""
        url = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(url.query, keep_blank_values=True).items()}
        return unquote(url.path).lstrip("/").removeprefix(BUCKET).lstrip("/"), query

    def body(self) -> bytes:
        said = {k.lower(): v for k, v in self.headers.items()}
        if said.get("transfer-encoding", "") == "chunked":
            raw = b"".join(self._chunks())
        else:
            raw = self.rfile.read(int(said.get("content-length") or 0))
        signed = said.get("x-amz-content-sha256", "").startswith("STREAMING")
        return (
            _unwrapped(raw) if signed or "aws-chunked" in said.get("content-encoding", "") else raw
        )

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        said = {"Content-Type": "application/xml", **(headers or {})}
        said.setdefault("Content-Length", str(len(body)))
        self.send_response(status)
        for name, value in said.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: int, code: str) -> None:
        self.answer(status, f"{_HEAD}<Error><Code>{code}</Code></Error>".encode())

    def do_HEAD(self) -> None:
        key, _ = self.asked
        found = self.store.objects.get(key)
        if key and found is None:
            self.refuse(404, "NoSuchKey")
            return
        size = str(len(found or b""))
        self.answer(200, headers={"Content-Length": size, "ETag": _tag(found or b""),
                                  "Last-Modified": _DAY, "Accept-Ranges": "bytes"})  # fmt: skip

    def do_GET(self) -> None:
        key, query = self.asked
        if not key:
            self.list(query)
            return
        found = self.store.objects.get(key)
        if found is None:
            self.refuse(404, "NoSuchKey")
            return
        headers = {"ETag": _tag(found), "Last-Modified": _DAY, "Accept-Ranges": "bytes"}
        span = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("range") or "")
        if span is None:
            self.answer(200, found, headers)
            return
        first = int(span[1]) if span[1] else max(len(found) - int(span[2]), 0)
        last = min(int(span[2]) if span[1] and span[2] else len(found) - 1, len(found) - 1)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(found)}"
        self.answer(206, found[first : last + 1], headers)

    def list(self, query: dict[str, str]) -> None:
        prefix, cut = query.get("prefix", ""), query.get("delimiter", "")
        after = query.get("start-after", "")
        keys, folders = [], dict[str, None]()
        for key in sorted(self.store.objects):
            if not key.startswith(prefix) or key <= after:
                continue
            rest = key[len(prefix) :]
            if cut and cut in rest:
                folders[prefix + rest.split(cut)[0] + cut] = None
            else:
                keys.append(key)
        each = "".join(
            f"<Contents><Key>{escape(k)}</Key><LastModified>{_STAMP}</LastModified>"
            f"<ETag>{escape(_tag(self.store.objects[k]))}</ETag>"
            f"<Size>{len(self.store.objects[k])}</Size></Contents>"
            for k in keys
        )
        each += "".join(
            f"<CommonPrefixes><Prefix>{escape(f)}</Prefix></CommonPrefixes>" for f in folders
        )
        count = len(keys) + len(folders)
        body = (
            f"{_HEAD}<ListBucketResult><Name>{BUCKET}</Name><Prefix>{escape(prefix)}</Prefix>"
            f"<KeyCount>{count}</KeyCount><MaxKeys>{count + 1}</MaxKeys>"
            f"<IsTruncated>false</IsTruncated>{each}</ListBucketResult>"
        )
        self.answer(200, body.encode())

    def do_PUT(self) -> None:
        key, query = self.asked
        body = self.body()
        with self.store.guard:
            if "uploadId" in query:
                self.store.parts[query["uploadId"]][int(query["partNumber"])] = body
            elif self.headers.get("if-none-match") == "*" and key in self.store.objects:
                self.refuse(412, "PreconditionFailed")
                return
            elif key:
                self.store.objects[key] = body
        self.answer(200, headers={"ETag": _tag(body)})

    def do_POST(self) -> None:
        key, query = self.asked
        body = self.body()
        with self.store.guard:
            if "uploads" in query:
                number = f"u{next(self.store.numbers)}"
                self.store.parts[number] = {}
                said = f"<UploadId>{number}</UploadId>"
                name = "InitiateMultipartUploadResult"
            elif "uploadId" in query:
                parts = self.store.parts.pop(query["uploadId"])
                whole = b"".join(parts[n] for n in sorted(parts))
                self.store.objects[key] = whole
                name, said = "CompleteMultipartUploadResult", f"<ETag>{escape(_tag(whole))}</ETag>"
            else:
                for gone in re.findall(rb"<Key>(.*?)</Key>", body):
                    self.store.objects.pop(gone.decode(), None)
                name, said = "DeleteResult", ""
        place = f"<Bucket>{BUCKET}</Bucket><Key>{escape(key)}</Key>"
        self.answer(200, f"{_HEAD}<{name}>{place}{said}</{name}>".encode())

    def do_DELETE(self) -> None:
        key, _ = self.asked
        self.store.objects.pop(key, None)
        self.answer(204)


class Bucket:
    """What lies in the service's bucket, asked over HTTP."""

    def __init__(self, address: str) -> None:
        self.address = address

    @property
    def variables(self) -> dict[str, str]:
        """What the environment says to those who ask it."""
        return {
            "AWS_ENDPOINT_URL": self.address,
            "AWS_REGION": "cn-north-1",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "AWS_ALLOW_HTTP": "true",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def keys(self) -> list[str]:
        """The keys, in order."""
        with urlopen(f"{self.address}/{BUCKET}?list-type=2") as answer:
            return [unescape(k) for k in re.findall(r"<Key>(.*?)</Key>", answer.read().decode())]

    def get(self, key: str) -> bytes:
        """An object."""
        return self._asked("GET", key)

    def put(self, key: str, body: bytes) -> None:
        """Put an object in the place of whatever is there."""
        self._asked("PUT", key, body)

    def delete(self, key: str) -> None:
        """Take an object away."""
        self._asked("DELETE", key)

    def _asked(self, method: str, key: str, body: bytes | None = None) -> bytes:
        place = f"{self.address}/{BUCKET}/{quote(key)}"
        with urlopen(Request(place, body, method=method)) as answer:
            said: bytes = answer.read()
            return said


@contextlib.contextmanager
def service() -> Iterator[Bucket]:
    """A service in a process of its own: clients that hold Python's lock would wait for ever."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Bucket(process.stdout.readline().strip())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def main() -> None:
    """Serve until killed; the first line says where."""
    handler = type("Service", (_Service,), {"store": _Store()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)  # noqa: T201  (the parent process reads it)
    server.serve_forever()


if __name__ == "__main__":
    main()
