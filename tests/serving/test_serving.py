"""A run answers over HTTP what it answers in Python, and nobody can make it do anything else."""

import base64
import hashlib
import http.client
import io
import json
import re
import socket
import struct
import threading
import time
import zlib
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from PIL import Image

import archspec
from archspec.recipe import with_changes
from archspec.runner.fields.facts import Facts
from archspec.serving import Limits, Server, service_of
from archspec.serving.refusal import Refused
from archspec.serving.samples import columns_of

TABLE = """
archspec: 1
inputs: {photo: [3, 8, 8], facts: [2], kind: [1]}
layers:
  - flatten: {from: photo, name: seen}
  - embedding: {vocabulary: 4, width: 2, from: kind}
  - flatten
  - concat: [facts, seen]
  - linear: 1
train:
  data:
    table: homes.csv
    fields:
      photo: {image: photo}
      facts: {numbers: [rooms, age]}
      kind: {category: kind}
      price: {number: price}
    val: 0.2
  loss: mse
  epochs: 1
  tensorboard: false
  device: cpu
"""
PHOTOS = """
archspec: 1
input: [3, 8, 8]
layers: [global_avgpool, linear: 2]
train: {{data: {{{}, val: 0.25}}, epochs: 1, tensorboard: false, device: cpu}}
"""
LIMITS = Limits(body=200_000, pixels=100_000, rows=20, seconds=0.6, requests=3)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    network = archspec.load("digits")
    less = {"epochs": 1, "tensorboard": False, "device": "cpu"}
    network.train(folder / "<digits>", with_changes(network.spec.recipe, less))
    return folder


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homes")
    random = np.random.default_rng(0)
    lines = ["photo,rooms,age,kind,price"]
    for n in range(20):
        Image.fromarray(random.integers(0, 256, (8, 8, 3)).astype(np.uint8)).save(
            folder / f"{n}.png"
        )
        lines.append(f"{n}.png,{n % 5},{n},{('flat', 'house')[n % 2]},{100 + n}")
    (folder / "homes.csv").write_text("\n".join(lines))
    (folder / "spec.yaml").write_text(TABLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        archspec.load("spec.yaml").train("run")
    return folder


def served(folder: Path, limits: Limits = LIMITS):
    server = Server(service_of(folder, device="cpu", limits=limits), limits=limits)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    return server


@pytest.fixture(scope="module")
def images(home):
    with served(home / "<digits>") as server:
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def rows(homes):
    with served(homes / "run") as server:
        yield server
        server.shutdown()


@pytest.fixture(scope="module", params=["folder: photos", "dataset: image_folder, root: photos"])
def photos(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    for name in ("red", "blue"):
        (folder / "photos" / name).mkdir(parents=True)
        for n in range(4):
            Image.new("RGB", (8, 8), name).save(folder / "photos" / name / f"{n}.png")
    (folder / "spec.yaml").write_text(PHOTOS.format(request.param))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        archspec.load("spec.yaml").train("run")
        with served(folder / "run") as server:
            yield server
            server.shutdown()


def ask(server, method="GET", path="/", body=None, kind=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    given = {"Content-Type": kind} if kind else {}
    connection.request(method, path, body, {**given, **headers})
    reply = connection.getresponse()
    content = reply.read()
    connection.close()
    known = "json" in reply.headers["Content-Type"]
    return reply.status, json.loads(content) if known else content.decode(), reply.headers


def sent(server, content: bytes, wait: float = 5) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as connection:
        connection.sendall(content)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
        return b"".join(pieces)


def png(pixels: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()


DIGIT = png(np.random.default_rng(1).integers(0, 256, (8, 8)).astype(np.uint8))
RED = png(np.full((8, 8, 3), (200, 20, 20), np.uint8))


def predict(server, body, kind="application/json", path="/predict", **headers):
    return ask(server, "POST", path, body, kind, **headers)


def row(homes: Path, number: int = 0, **others):
    photo = base64.b64encode((homes / f"{number}.png").read_bytes()).decode()
    plain = {
        "photo": photo,
        "rooms": number % 5,
        "age": number,
        "kind": ("flat", "house")[number % 2],
    }
    return {**plain, **others}


def refused(reply, status: int, words: str):
    assert reply[0] == status, reply
    assert words in reply[1]["error"]["message"]


def test_an_image_is_answered_as_predict_answers_it(images, home, tmp_path):
    (tmp_path / "a.png").write_bytes(DIGIT)
    [known] = archspec.open_run(home / "<digits>").predict(tmp_path / "a.png", device="cpu")
    status, found, _ = predict(images, DIGIT, "image/png", "/predict?top=3")
    assert status == 200
    assert (found["class"], found["probability"]) == (known.label, known.probability)
    assert [(one["class"], one["probability"]) for one in found["top"]] == [*known.top[:3]]
    assert found["warnings"] == [*known.warnings]


def test_rows_are_answered_as_predict_answers_them(rows, homes, monkeypatch):
    monkeypatch.chdir(homes)
    known = archspec.open_run("run").predict("homes.csv", device="cpu")
    sent = {"rows": [row(homes, n) for n in range(20)]}
    status, found, _ = predict(rows, json.dumps(sent))
    assert status == 200
    assert [one["price"] for one in found["rows"]] == pytest.approx(known["output"])


def test_photos_of_a_folder_are_answered_alike_whatever_names_the_folder(photos):
    status, found, _ = predict(photos, RED, "image/png", "/predict?top=1")
    assert (status, {*found}) == (200, {"class", "probability", "top", "warnings"})
    assert found["top"] == [{"class": found["class"], "probability": found["probability"]}]
    refused(predict(photos, b"x", "image/png"), 422, "image")
    document = ask(photos, path="/openapi.json")[1]
    asked = document["paths"]["/predict"]["post"]
    given = asked["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(found, given)
    assert "image/png" in asked["requestBody"]["content"]
    assert 'type="file"' in ask(photos)[1]


@pytest.mark.parametrize("which", ["images", "rows"])
def test_the_document_describes_what_is_answered(which, request, homes):
    server = request.getfixturevalue(which)
    status, document, _ = ask(server, path="/openapi.json")
    assert (status, document["openapi"]) == (200, "3.1.0")
    asked = document["paths"]["/predict"]["post"]
    if which == "images":
        good = predict(server, DIGIT, "image/png")[1]
        bad = predict(server, b"x", "image/png")
    else:
        body = {"rows": [row(homes, 3)]}
        schema = asked["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.validate(body, schema)
        good, bad = predict(server, json.dumps(body))[1], predict(server, '{"rows": []}')
    given = asked["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(good, given | {"additionalProperties": False})
    assert str(bad[0]) in asked["responses"]
    jsonschema.validate(bad[1], document["components"]["schemas"]["Refusal"])


def test_health_and_the_page_need_nothing_else(images):
    assert ask(images, path="/health")[1]["status"] == "ok"
    status, page, headers = ask(images)
    assert status == 200
    assert "<h1>&lt;digits&gt;</h1>" in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    script = page.split("<script>")[1].split("</script>")[0]
    known = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{known}'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(images, method):
    refused(ask(images, method, "/predict"), 405, "no such method")


@pytest.mark.parametrize("path", ["/../../etc/passwd", "//etc/passwd", "/%2e%2e/x", "/static/a.js"])
def test_no_path_leads_anywhere(images, path):
    refused(ask(images, path=path), 404, "there is nothing here")


def test_what_a_client_names_is_not_opened(rows, homes, monkeypatch):
    monkeypatch.chdir(homes)
    Path("abcd").write_bytes(Path("0.png").read_bytes())
    for name in ("abcd", "0.png", str(homes / "0.png"), "/etc/passwd"):
        reply = predict(rows, json.dumps({"rows": [row(homes, photo=name)]}))
        assert (reply[0], reply[1]["error"]["code"]) == (422, "A626")


BOMB = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    for name, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"")),
        (b"IEND", b""),
    )
)


@pytest.mark.parametrize(
    ("body", "kind", "status", "words"),
    [
        (b"", "image/png", 422, "cannot read the image"),
        (b"%!PS-Adobe", "image/png", 422, "cannot read the image `body of the request`"),
        (DIGIT[:60], "image/png", 422, "cannot read the image"),
        (BOMB, "image/png", 413, "more than 100,000 pixels"),
        (png(np.zeros((400, 400), np.uint8)), "image/png", 413, "more than 100,000 pixels"),
        (DIGIT, "text/plain", 415, "send the file of an image"),
        (DIGIT, None, 415, "send the file of an image"),
        (b"0" * 200_001, "image/png", 413, "may have 200,000 bytes"),
    ],
)
def test_images_that_are_none(images, body, kind, status, words):
    refused(predict(images, body, kind), status, words)


@pytest.mark.parametrize("top", ["0", "-1", "x", "9" * 5000, "%00"])
def test_a_top_that_is_no_number(images, top):
    refused(predict(images, DIGIT, "image/png", f"/predict?top={top}"), 422, "must be a number")


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("", 400, "not JSON"),
        ("{", 400, "not JSON"),
        (b"\xff\xfe", 400, "not JSON"),
        ("[" * 100_000, 400, "not JSON"),
        ('{"rows": NaN}', 400, "not JSON"),
        ('{"rows": ' + "9" * 5000 + "}", 400, "not JSON"),
        ("[]", 422, "the body must be"),
        ('{"rows": {}}', 422, "a list of objects"),
        ('{"rows": [1]}', 422, "a list of objects"),
        ('{"rows": [{}]}', 422, "row 1 has no `photo`"),
        (json.dumps({"rows": [{}] * 21}), 413, "more than 20"),
    ],
)
def test_rows_that_are_none(rows, body, status, words):
    refused(predict(rows, body), status, words)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"rooms": [1]}, "`rooms` must be a number"),
        ({"rooms": "many"}, "`rooms` must be a number"),
        ({"rooms": 1e300}, "`rooms` is not finite"),
        ({"rooms": None}, "in row 1 `rooms` is empty"),
        ({"rooms": "1_000"}, "`rooms` must be a number"),
        ({"rooms": "1" * 1_000 + "x"}, "`rooms` must be a number"),
        ({"rooms": True}, "`rooms` must be a number"),
        ({"photo": base64.b64encode(b"none").decode()}, "cannot read the image `photo in row 1`"),
        ({"kind": {"a": 1}}, "`kind` must be a text"),
        ({"photo": 7}, "`photo` must be an image file in base64"),
        ({"<script>": 7}, "has `<script>`, which the network does not take"),
    ],
)
def test_values_that_are_of_another_sort(rows, homes, others, words):
    refused(predict(rows, json.dumps({"rows": [row(homes, **others)]})), 422, words)


def test_what_helps_who_trains_is_not_told_to_who_asks(rows, homes):
    reply = predict(rows, json.dumps({"rows": [row(homes, rooms=None)]}))
    assert reply[1]["error"]["help"] == []


def test_numbers_may_be_texts_as_json_writes_them(rows, homes):
    numbers, texts = ({"rooms": 3, "age": -1.5e1}, {"rooms": " 3 ", "age": "-1.5e1"})
    found = [predict(rows, json.dumps({"rows": [row(homes, **one)]})) for one in (numbers, texts)]
    assert found[0][:2] == found[1][:2]
    assert found[0][0] == 200


def test_all_columns_of_pictures_share_what_a_request_may_have():
    facts = {name: Facts("image", (3, 8, 8), columns=(name,)) for name in ("one", "other")}
    sent = base64.b64encode(png(np.zeros((8, 8), np.uint8))).decode()
    rows = [{"one": sent, "other": sent}] * 2
    found = columns_of(rows, facts, Limits(pixels=4 * 64))
    assert [str(one) for one in found["other"].members] == ["other in row 1", "other in row 2"]
    with pytest.raises(Refused, match="pixels"):
        columns_of(rows, facts, Limits(pixels=4 * 64 - 1))


def test_pages_of_other_sites_get_no_answer(images):
    refused(ask(images, path="/health", Host="evil.example"), 403, "not that of the server")
    headers = {"Origin": "http://evil.example"}
    refused(predict(images, DIGIT, "image/png", **headers), 403, "other sites")
    own = {"Origin": f"http://127.0.0.1:{images.port}"}
    assert predict(images, DIGIT, "image/png", **own)[0] == 200


@pytest.mark.parametrize(
    "head",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.0\r\n" + b"A: b\r\n" * 200 + b"\r\n",
    ],
)
def test_what_is_no_request_is_refused_as_json(images, head):
    reply = sent(images, head)
    assert b'"error"' in reply
    assert b"<html" not in reply.lower()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (b"Transfer-Encoding: chunked\r\n", b"411"),
        (b"", b"411"),
        (b"Content-Length: -1\r\n", b"411"),
        (b"Content-Length: 1e3\r\n", b"411"),
        (b"Content-Length: " + b"9" * 40 + b"\r\n", b"413"),
    ],
)
def test_a_length_that_is_none(images, headers, status):
    start = b"POST /predict HTTP/1.0\r\nHost: localhost\r\nContent-Type: image/png\r\n"
    assert sent(images, start + headers + b"\r\n").split(b" ")[1] == status


def test_a_client_that_takes_its_time_is_cut_off(images):
    head = b"POST /predict HTTP/1.0\r\nHost: localhost\r\nContent-Type: image/png\r\n"
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", images.port), timeout=10) as connection:
        connection.sendall(head + b"Content-Length: 1000\r\n\r\n")
        try:
            for _ in range(50):
                connection.sendall(b"x")
                time.sleep(0.1)
        except OSError:
            pass
    assert time.monotonic() - begun < 4
    assert predict(images, DIGIT, "image/png")[0] == 200


def test_more_clients_than_there_is_room_for_are_told_to_come_again(images):
    waiting = [socket.create_connection(("127.0.0.1", images.port)) for _ in range(3)]
    reply = b"HTTP/1.0 200"
    began = time.monotonic()
    while reply.split(b" ")[1] != b"503" and time.monotonic() - began < 2:
        # Until a busy machine has taken all of them.
        time.sleep(0.1)
        reply = sent(images, b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert reply.split(b" ")[1] == b"503"
    assert b"Retry-After" in reply
    for one in waiting:
        one.close()
    time.sleep(0.3)
    assert ask(images, path="/health")[0] == 200


def test_a_question_waits_for_its_turn_and_no_longer(images):
    with images.service.turn:
        refused(predict(images, DIGIT, "image/png"), 503, "others are being answered")


def test_many_ask_at_the_same_time_and_each_gets_its_own_answer(home):
    with served(home / "<digits>", Limits(requests=32)) as server:
        random = np.random.default_rng(2)
        asked = [png(random.integers(0, 256, (8, 8)).astype(np.uint8)) for _ in range(12)]
        alone = [predict(server, one, "image/png")[1] for one in asked]
        together: dict[int, object] = {}

        def work(n):
            together[n] = predict(server, asked[n], "image/png")[1]

        threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        server.shutdown()
    assert [together[n] for n in range(12)] == alone
