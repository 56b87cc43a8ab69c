"""An address that gives a table: JSON, JSON lines, CSV; pages, bounds, retries, what is unchanged."""

import gzip
import http.server
import json
import threading
from urllib.parse import parse_qs, urlsplit

import pytest

from luheng.intake.sources import add_source, run

ROWS = [
    {"entity": "E1", "period": f"2025-{m:02d}", "item": "electricity", "role": "consumed",
     "quantity": 100.5 + m, "unit": "MWh"}
    for m in range(1, 8)
]  # fmt: skip


class Server:
    """A loopback server whose answers are functions of the request; notes what it was asked."""

    def __init__(self):
        self.answers, self.asked = {}, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                asked = {k: v[0] for k, v in parse_qs(parts.query).items()}
                outer.asked.append((parts.path, asked, dict(self.headers)))
                status, headers, body = outer.answers[parts.path](asked, dict(self.headers))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def json(self, path, document):
        self.answers[path] = lambda *_: (
            200, {"Content-Type": "application/json"}, json.dumps(document).encode()
        )  # fmt: skip


@pytest.fixture
def server():
    made = Server()
    yield made
    made.server.shutdown()
    made.server.server_close()


def take(workspace, server, **more):
    entry = {
        "kind": "http",
        "url": f"{server.url}/rows",
        "record": "activity",
        "retries": 0,
        **more,
    }
    add_source(workspace.folder, "web", entry)
    return run(workspace, "web")


def test_an_array_within_a_document(workspace, server):
    server.json("/rows", {"data": {"items": ROWS}})
    done, _ = take(workspace, server, path="data.items")
    assert (done.state, done.rows, done.kept) == ("kept", 7, 7)
    rows = workspace.ledger.read("activity").sort_by("row")
    assert set(rows["source"].to_pylist()) == {f"web: {server.url}/rows"}
    assert rows["row"].to_pylist() == [1, 2, 3, 4, 5, 6, 7]
    assert run(workspace, "web")[0].state == "unchanged"


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_other_forms(workspace, server, form):
    if form == "jsonl":
        text = "\n".join(json.dumps(r) for r in ROWS)
    else:
        text = "单位编码,报告期,品种,用途,数量,计量单位\n" + "".join(
            f'E1,2025-{m:02d},电力,消费,"1,00{m}.5",kWh\n' for m in range(1, 8)
        )
    body = text.encode("gb18030")
    server.answers["/rows"] = lambda *_: (200, {"Content-Type": "text/plain"}, body)
    done, findings = take(workspace, server, form=form)
    assert (done.kept, done.refused) == (7, 0), findings


def test_objects_within_objects_are_columns_of_their_own(workspace, server):
    from luheng.connectors.http_table import columns

    found = columns([{"a": {"b": 1, "c": ""}, "d": [1]}, {"a": {"b": 2}, "e": None}], "x")
    assert found == {"a.b": [1, 2], "a.c": [None, None], "d": ["[1]", None], "e": [None, None]}


def test_pages_by_link_by_header_and_by_number(workspace, server):
    def by_field(asked, _):
        n = int(asked.get("p", 0))
        more = f"/rows?p={n + 1}" if n < 2 else None
        return (
            200,
            {},
            json.dumps({"rows": ROWS[n * 3 : n * 3 + 3], "links": {"next": more}}).encode(),
        )

    server.answers["/rows"] = by_field
    assert take(workspace, server, path="rows", next="links.next")[0].kept == 7

    def by_header(asked, _):
        n = int(asked.get("p", 0))
        link = {"Link": f'<{server.url}/header?p={n + 1}>; rel="next"'} if n < 2 else {}
        return 200, link, json.dumps(ROWS[n * 3 : n * 3 + 3]).encode()

    server.answers["/header"] = by_header
    add_source(
        workspace.folder, "header",
        {"kind": "http", "url": f"{server.url}/header", "record": "activity"},
    )  # fmt: skip
    assert run(workspace, "header")[0].unchanged == 7
    server.answers["/number"] = lambda asked, _: (
        200, {}, json.dumps(ROWS[(int(asked["page"]) - 1) * 4 :][:4]).encode()
    )  # fmt: skip
    add_source(
        workspace.folder, "number",
        {"kind": "http", "url": f"{server.url}/number?size=4", "record": "activity", "page": "page"},
    )  # fmt: skip
    assert run(workspace, "number")[0].unchanged == 7
    assert [a[1] for a in server.asked if a[0] == "/number"] == [
        {"size": "4", "page": "1"}, {"size": "4", "page": "2"}, {"size": "4", "page": "3"},
    ]  # fmt: skip


def test_a_next_page_on_another_host_and_pages_without_end_are_refused(workspace, server):
    server.json("/rows", {"rows": ROWS, "next": "http://localhost:1/other"})
    done, _ = take(workspace, server, path="rows", next="next")
    assert (done.state, done.kept) == ("failed", 0)
    assert "another host" in done.reason
    server.json("/rows", {"rows": ROWS, "next": "/rows"})
    assert "do not end" in run(workspace, "web")[0].reason
    assert workspace.ledger.read("activity").num_rows == 0


def test_what_has_not_changed_is_not_sent_again(workspace, server):
    def answer(_, headers):
        if headers.get("If-None-Match") == '"v1"':
            return 304, {}, b""
        return 200, {"ETag": '"v1"'}, json.dumps(ROWS).encode()

    server.answers["/rows"] = answer
    assert take(workspace, server)[0].kept == 7
    for _ in range(2):
        done, _ = run(workspace, "web")
        assert (done.state, done.rows, done.etag) == ("unchanged", 0, '"v1"')
    assert len(workspace.ledger.receipts()) == 1


def test_a_server_that_stumbles_is_asked_again(workspace, server):
    seen = []

    def answer(*_):
        seen.append(1)
        return (200, {}, json.dumps(ROWS).encode()) if len(seen) > 2 else (503, {}, b"")

    server.answers["/rows"] = answer
    assert take(workspace, server, retries=3)[0].kept == 7
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {}, b""), "HTTP 404"),
        ((500, {}, b""), "HTTP 500"),
        ((200, {"Content-Type": "application/json"}, b"<html>"), "is no json"),
        ((200, {}, b'{"rows": 3}'), "no array"),
        ((200, {}, b"[1, 2]"), "is no object"),
        ((200, {}, b"[" * 100_000), "is no json"),
        ((200, {}, json.dumps([{"x": "y" * 40_000}]).encode()), "more than"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000)), "more than"),
    ],
)
def test_answers_that_are_no_table_fail_with_a_reason_and_write_nothing(
    workspace, server, answer, said
):
    server.answers["/rows"] = lambda *_: answer
    done, _ = take(workspace, server, most_bytes=30_000 if said == "more than" else 1 << 20)
    assert (done.state, done.code) == ("failed", "SOURCE-03")
    assert said in done.reason
    assert len(workspace.ledger.receipts()) == 0


def test_nobody_there(workspace, server):
    server.server.shutdown()
    server.server.server_close()
    done, _ = take(workspace, server, timeout=2.0)
    assert "no answer" in done.reason


def test_headers_come_from_the_environment_and_are_told_nowhere(workspace, server, monkeypatch):
    monkeypatch.setenv("LUHENG_TEST_TOKEN", "s3cret")
    server.json("/rows", ROWS)
    done, _ = take(workspace, server, headers={"Authorization": "Bearer ${LUHENG_TEST_TOKEN}"})
    assert done.kept == 7
    assert server.asked[0][2]["Authorization"] == "Bearer s3cret"
    kept = "".join(
        p.read_text(encoding="utf-8") for p in workspace.folder.rglob("*.*l") if p.is_file()
    )
    assert "LUHENG_TEST_TOKEN" in kept
    assert "s3cret" not in kept


def test_increments_by_a_parameter(workspace, server):
    stamped = [{**r, "updated": f"2025-0{n + 1}-10T00:00:00Z"} for n, r in enumerate(ROWS)]
    server.answers["/rows"] = lambda asked, _: (
        200, {}, json.dumps([r for r in stamped if r["updated"] >= asked.get("since", "")]).encode()
    )  # fmt: skip
    done, _ = take(workspace, server, cursor="updated", overlap="31d")
    assert (done.kept, done.mark) == (7, "2025-07-10T00:00:00Z")
    done, _ = run(workspace, "web")
    assert (done.rows, done.unchanged) == (2, 2)
    assert server.asked[-1][1] == {"since": "2025-06-09T00:00:00Z"}
