"""The two ways to the platform's doors say the same: status, body, and a refusal with its code and sentence."""

import json
import ssl
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from unittest.mock import Mock

import pytest

from sizao.oversight.drills.queries.doors import BEGIN_ANEW, Answer, Copy, Doors, OverHttp
from sizao.spine.accounts.types import Role

ASKED = []


class Platform(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.answer(
            200, {"rows": [1] if "after" not in self.path else [2], "next": None if "after" in self.path else "c"}
        )

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ASKED.append((self.path, body, self.headers["Authorization"]))
        if body.get("good"):
            return self.answer(201, {"id": 7})
        return self.answer(409, {"code": "x.not_now", "detail_en": "Not now."})

    def answer(self, status, content):
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True


@pytest.fixture
def base():
    server = HTTPServer(("127.0.0.1", 0), Platform)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_over_http_even_when_the_server_hangs_up_between(base):
    heard = []
    transport = OverHttp(base)
    doors = Doors(transport, Role.LAB, "secret", lambda answer, method, path: heard.append((answer.code, method, path)))
    assert list(doors.rows("/cases")) == [1, 2]
    done, refused = doors.post("/a", {"good": True}), doors.post("/a b", {})
    assert done == Answer(201, {"id": 7}) and done.is_done and done.code == ""
    assert (refused.is_done, refused.code, refused.words) == (False, "x.not_now", "Not now.")
    assert ASKED[-1][0] == "/api/v1/a%20b" and ASKED[-1][2] == "Bearer secret"
    assert heard[-1] == ("x.not_now", "POST", "/a b") and doors.asked == 4
    transport.close()


def test_who_is_stopped_between_question_and_answer_can_ask_the_next_thing(base, monkeypatch):
    """A drill is ended while its players ask something: they still ask for what they score."""
    transport = OverHttp(base)
    with monkeypatch.context() as stopped:
        stopped.setattr(HTTPConnection, "getresponse", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            transport.send("GET", "/api/v1/cases", b"", {})
    assert transport.send("GET", "/api/v1/cases", b"", {})[0] == 200
    transport.close()


def certificate(folder):
    """A certificate of a name that is not this machine's address, as an authority's is."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "drills.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain, pem = serialization.NoEncryption(), serialization.Encoding.PEM
    written = made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    (folder / "both.pem").write_bytes(written)
    return folder / "both.pem"


def test_players_reach_a_drill_that_speaks_tls_on_this_machine(tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Platform)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        channel = OverHttp(f"https://127.0.0.1:{server.server_port}")
        assert Doors(channel, Role.LAB, "key").get("/cases").content["rows"] == [1]
        channel.close()
    finally:
        server.shutdown()
        server.server_close()


def test_a_server_elsewhere_must_prove_its_name():
    context = OverHttp("https://drills.example")._connected()._context
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED


class Told(Doors):
    """A platform with a list that answers by a cursor, and was restored once."""

    def __init__(self, answers):
        super().__init__(None, Role.LAB, "")
        self.answers, self.asked_since = list(answers), []

    def get(self, path, **question):
        self.asked_since.append(question["changed_since"])
        return self.answers.pop(0)


def page(rows, cursor, *, more=False):
    return Answer(200, {"rows": rows, "changed_since": cursor, "next": cursor if more else None})


def test_a_copy_follows_what_changed():
    door = Told([page([{"id": "a", "v": 1}], "1", more=True), page([{"id": "b", "v": 1}], "2")])
    copy = Copy("/cases")
    copy.follow(door)
    assert (list(copy.rows), copy.cursor, door.asked_since) == (["a", "b"], "2", ["", "1"])
    door.answers = [page([{"id": "a", "v": 2}], "3")]
    copy.follow(door)
    assert copy.rows == {"a": {"id": "a", "v": 2}, "b": {"id": "b", "v": 1}}
    door.answers = [Answer(503, {"code": "sizao.unavailable"})]
    copy.follow(door)
    assert copy.cursor == "3" and len(copy.rows) == 2, "what a refusal cuts off is told the next time"


def test_a_copy_of_a_restored_platform_begins_anew():
    copy = Copy("/cases", {"gone": {"id": "gone"}}, "old")
    door = Told([Answer(422, {"code": BEGIN_ANEW}), page([{"id": "a"}], "1")])
    copy.follow(door)
    assert (list(copy.rows), copy.cursor, door.asked_since) == (["a"], "1", ["old", ""])
    door.answers = [Answer(422, {"code": BEGIN_ANEW})]
    copy.cursor = ""
    copy.follow(door)
    assert door.answers == [], "refused at the beginning: nobody asks for ever"
