"""What players asked the platform and what they were told: a story that was killed is repeated from here, not its acts.

Every write goes under an ``Idempotency-Key`` made of its place in the story, so that the one act that was under way when
the process died is not done twice either.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sizao.kernel.errors import Unavailable
from sizao.oversight.drills.queries.doors import Transport

HEAD = struct.Struct("<16sHI")
"""Digest of the question, status, and length of the answer as it is packed."""
FAULT = 500


class StoryDiffers(Unavailable):
    """The city's story took another turn than before the interruption, at step {step}; load it into a new folder."""

    code = "worlds.story_differs"
    zh = "演示城市的情节与中断前不一致(第 {step} 步);请换一个新的目录重新载入。"


class NotAnswered(Unavailable):
    """The platform answered {status} to {path}"""

    code = "worlds.not_answered"
    zh = "平台对 {path} 的答复为 {status}"


class Journal:
    """A transport that remembers. Until its file is read to the end nothing is asked anew."""

    def __init__(self, file: Path, story: str, transport: Transport, *, is_lenient: bool = False) -> None:
        """Begin where the file ends; an answer that was cut off in writing is cut away.

        A lenient one takes a fault of the platform for an answer like any other.
        """
        self.story, self.transport, self.step = story, transport, 0
        self.is_lenient, self.is_over = is_lenient, False
        self._known = list(_read(file)) if file.exists() else []
        whole = sum(HEAD.size + len(packed) for _, _, packed in self._known)
        self._file = file.open("ab")
        self._file.truncate(whole)

    @property
    def is_repeating(self) -> bool:
        """Whether the story is still at what happened before the interruption."""
        return self.step < len(self._known)

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Answer from the file, or ask and write down.

        Raises:
            StoryDiffers: another question stands at this place of the file.
            NotAnswered: the platform has a fault; what was asked is asked again by the next load.
        """
        if self.is_over:
            return self.transport.send(method, path, body, headers)
        self.step += 1
        digest = hashlib.blake2b(f"{method} {path}\n".encode() + body, digest_size=16).digest()
        if self.step <= len(self._known):
            asked, status, packed = self._known[self.step - 1]
            self._known[self.step - 1] = (asked, status, b"")
            if asked != digest:
                raise StoryDiffers(step=self.step)
            return status, zlib.decompress(packed)
        once = {} if method == "GET" else {"Idempotency-Key": f"{self.story}-{self.step}"}
        status, content = self.transport.send(method, path, body, {**headers, **once})
        if status >= FAULT and not self.is_lenient:
            raise NotAnswered(status=status, path=path.partition("?")[0])
        packed = zlib.compress(content, 1)
        self._file.write(HEAD.pack(digest, status, len(packed)) + packed)
        self._file.flush()
        return status, content

    def close(self) -> None:
        """The story is over, or stops here: what is asked from now on is not part of it."""
        self.is_over = True
        self._file.close()


def _read(file: Path) -> Iterator[tuple[bytes, int, bytes]]:
    with file.open("rb") as content:
        while len(head := content.read(HEAD.size)) == HEAD.size:
            digest, status, length = HEAD.unpack(head)
            packed = content.read(length)
            if len(packed) < length:
                return
            yield digest, status, packed
