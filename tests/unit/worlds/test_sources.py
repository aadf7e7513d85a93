"""A world's files are found, or made from the pinned source, or it is said plainly that they cannot be had."""

from __future__ import annotations

import gzip
import struct
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from sizao.kernel.words import Words
from sizao.project.worlds import korea, mers, rdata, sources


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SIZAO_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("SIZAO_HOME", str(tmp_path / "home"))
    return tmp_path


def characters(text: str) -> bytes:
    return struct.pack(">ii", 0x40009, len(text)) + text.encode()


def strings(*texts: str) -> bytes:
    return struct.pack(">ii", 16, len(texts)) + b"".join(map(characters, texts))


def attribute(name: str, value: bytes) -> bytes:
    return struct.pack(">i", 0x402) + struct.pack(">i", 1) + characters(name) + value


def vector(kind: int, body: bytes, size: int, *attributes: bytes) -> bytes:
    flags = kind | (0x200 if attributes else 0)
    end = struct.pack(">i", 254) if attributes else b""
    return struct.pack(">ii", flags, size) + body + b"".join(attributes) + end


def saved(name: str, value: bytes) -> bytes:
    head = b"RDX2\nX\n" + struct.pack(">iii", 2, 0x30600, 0x20300)
    return gzip.compress(head + attribute(name, value) + struct.pack(">i", 254))


def frame() -> bytes:
    number = vector(13, struct.pack(">ii", 7, -(2**31)), 2)
    factor = vector(
        13, struct.pack(">ii", 2, 1), 2, attribute("levels", strings("F", "M")), attribute("class", strings("factor"))
    )
    day = vector(14, struct.pack(">dd", 16_566.0, 16_567.0), 2, attribute("class", strings("Date")))
    columns = vector(19, number + factor + day, 3, attribute("names", strings("age", "sex", "onset")))
    return saved("people", columns)


def test_r_data_is_read_without_r() -> None:
    read = rdata.frame(rdata.loads(frame())["people"])
    assert read == {"age": [7, None], "sex": ["M", "F"], "onset": [date(2015, 5, 11), date(2015, 5, 12)]}
    assert sources.as_csv(read) == b'"age","sex","onset"\n7,"M","2015-05-11"\n,"F","2015-05-12"\n'


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n", gzip.compress(b"RDX9\n"), frame()[:-30], gzip.compress(b"RDX2\nX\n")]
)
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(rdata.NotRData):
        rdata.loads(content)


def test_an_unknown_world_is_named_with_those_there_are() -> None:
    with pytest.raises(sources.NoSuchWorld) as refused:
        sources.get("atlantis")
    assert mers.NAME in str(refused.value)


def test_without_data_and_network_it_is_said_plainly(nowhere: Path) -> None:
    def fail(address: str) -> bytes:
        raise OSError("no route")

    assert sources.at_hand(mers.NAME) is None
    with pytest.raises(sources.WorldNotToBeHad) as refused:
        sources.get(mers.NAME, fail)
    assert "no route" in str(refused.value)
    assert "SIZAO_DATA" in refused.value.words.zh


def test_a_changed_source_is_not_used(nowhere: Path) -> None:
    with pytest.raises(sources.SourceChanged):
        sources.get(mers.NAME, lambda address: frame())


def test_a_file_with_other_content_does_not_count_as_at_hand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIZAO_DATA", str(tmp_path))
    monkeypatch.setenv("SIZAO_HOME", str(tmp_path / "home"))
    for each in sources.world(mers.NAME).files:
        path = tmp_path / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("id\n")
    assert sources.at_hand(mers.NAME) is None


def test_the_manifest_pins_what_the_data_folder_holds(data: Path) -> None:
    assert sources.at_hand(mers.NAME) is not None
    assert sources.at_hand(korea.NAME) is not None


def test_a_csv_source_is_cut_and_checked(monkeypatch: pytest.MonkeyPatch, nowhere: Path) -> None:
    content = b"id,day\r\n10,a\r\n20,b"
    cut = b"id,day\r\n20,b\r\n"
    assert sources.rows_without(content, "10") == cut

    def pinned(made: bytes) -> dict[str, sources.WorldFacts]:
        file = sources.FileFacts(
            "people", "kept/people.csv", 1, sha256(made).hexdigest(), address="here",
            source_sha256=sha256(content).hexdigest(), without="10",
        )  # fmt: skip
        return {"small": sources.WorldFacts("small", Words("小", "Small"), "covid-19", "none", {}, (file,))}

    monkeypatch.setattr(sources, "manifest", lambda: pinned(cut))
    assert sources.get("small", lambda address: content)["people"].read_bytes() == cut
    with pytest.raises(sources.SourceChanged):
        (nowhere / "home/worlds/small/kept/people.csv").unlink()
        sources.get("small", lambda address: content + b"x")
    monkeypatch.setattr(sources, "manifest", lambda: pinned(content))
    with pytest.raises(sources.SourceChanged):
        sources.get("small", lambda address: content)
