"""What a file really is, by its content and never by its name, and whether it is safe to open."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import PurePath

from sizao.ground.intake.errors import (
    Encrypted,
    FileEmpty,
    FileTooLarge,
    HasExternalLinks,
    HasMacros,
    UnknownFormat,
    UnsafeArchive,
    WrongExtension,
)
from sizao.ground.intake.types import Format

MEGABYTE = 1_000_000
MAX_FILE_MB = 200
MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
RATIO_FREE = 1_000_000
"""Unpacked bytes below which the ratio is not judged: a tiny, very regular sheet is no bomb."""
MAX_MEMBERS = 2_000
EXTENSIONS = {
    ".csv": Format.TEXT, ".tsv": Format.TEXT, ".txt": Format.TEXT, ".xlsx": Format.XLSX, ".xls": Format.XLS,
    ".ods": Format.ODS, ".parquet": Format.PARQUET,
}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
WORKBOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))


def format_of(content: bytes, filename: str) -> Format:
    """The format of a file, checked against its name and against what makes a file unsafe to open.

    Raises:
        FileRefused: one of its kinds, with a sentence that says what to do.
    """
    size = len(content) / MEGABYTE
    if size > MAX_FILE_MB:
        raise FileTooLarge(size=round(size), limit=MAX_FILE_MB)
    if not content:
        raise FileEmpty
    found = _by_content(content)
    extension = PurePath(filename).suffix.casefold()
    if EXTENSIONS.get(extension, found) is not found:
        raise WrongExtension(extension=extension, found=found.words)
    if extension not in EXTENSIONS and found is Format.TEXT:
        raise UnknownFormat
    return found


def _by_content(content: bytes) -> Format:
    if content.startswith(OLE):
        return _ole(content)
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    if content.startswith(b"PAR1") and content.endswith(b"PAR1"):
        return Format.PARQUET
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"PK")):
        raise UnknownFormat
    return Format.TEXT


def _ole(content: bytes) -> Format:
    if ENCRYPTED_STREAM in content:
        raise Encrypted
    if not any(stream in content for stream in WORKBOOK_STREAMS):
        raise UnknownFormat
    return Format.XLS


def _zipped(content: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _refuse_unsafe(members, len(content))
            names = {member.filename for member in members}
            if "mimetype" in names and archive.read("mimetype").startswith(
                b"application/vnd.oasis.opendocument.spreadsheet"
            ):
                return _checked_ods(archive, names)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as damage:
        raise UnknownFormat from damage
    if not any(name.casefold() in ("xl/workbook.xml", "xl/workbook.bin") for name in names):
        raise UnknownFormat
    if any("vbaproject" in name.casefold() for name in names):
        raise HasMacros
    if any(name.casefold().startswith("xl/externallinks/") for name in names):
        raise HasExternalLinks
    return Format.XLSX


def _checked_ods(archive: zipfile.ZipFile, names: set[str]) -> Format:
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Encrypted
    if any(name.startswith("Basic/") for name in names):
        raise HasMacros
    return Format.ODS


def _refuse_unsafe(members: list[zipfile.ZipInfo], packed: int) -> None:
    if len(members) > MAX_MEMBERS:
        raise UnsafeArchive
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FREE and unpacked > MAX_RATIO * packed):
        raise UnsafeArchive
    for member in members:
        if member.flag_bits & 0x1:
            raise Encrypted
        path = PurePath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or stat.S_ISLNK(member.external_attr >> 16):
            raise UnsafeArchive
