"""A vault: a stream encrypted piece by piece, so that it can be of any size and can't be cut short.

The file is a sign, a salt, then pieces of a mebibyte, each with its length. A key of the file's own is
derived from the given one and the salt (HKDF-SHA256); a piece is sealed with AES-256-GCM under its number,
of which one byte says whether it is the last. Changed, missing and swapped pieces are noticed, and so is a
missing end.
"""

from __future__ import annotations

import secrets
import zlib
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from upheld.errors import BackupError

SIGN = b"upheld backup 1\n"
SALT_BYTES = 16
PIECE = 1 << 20
_TAG = 16
_LEVEL = 1


class Writer:
    """Encrypts what is written; nothing counts before it is closed."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._file = file
        self._cipher = _cipher(key, salt)
        self._packer = zlib.compressobj(_LEVEL)
        self._waiting = bytearray()
        self._number = 0
        file.write(SIGN + salt)

    def write(self, data: bytes) -> None:
        """Take bytes in."""
        self._waiting += self._packer.compress(data)
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write the last piece, by which one sees that nothing is missing."""
        self._waiting += self._packer.flush()
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_last=is_last), piece, SIGN)
        self._file.write(len(sealed).to_bytes(4) + sealed)
        self._number += 1


class Reader:
    """Gives back what was written; BackupError at the first piece that is not as it was."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        if file.read(len(SIGN)) != SIGN:
            raise BackupError("this is no backup of Upheld, or one of another version")
        self._file = file
        self._cipher = _cipher(key, file.read(SALT_BYTES))
        self._unpacker = zlib.decompressobj()
        self._waiting = bytearray()
        self._number = 0
        self._is_over = False

    def read(self, size: int) -> bytes:
        """Give so many bytes. BackupError where there are fewer."""
        while len(self._waiting) < size:
            if self._is_over:
                raise BackupError("the backup ends in the middle of something")
            self._waiting += self._unpacker.decompress(self._open())
        taken = bytes(self._waiting[:size])
        del self._waiting[:size]
        return taken

    def finish(self) -> None:
        """See that the backup is over, and whole."""
        while not self._is_over:
            self._waiting += self._unpacker.decompress(self._open())
        if self._waiting or not self._unpacker.eof:
            raise BackupError("the backup does not end where it should")

    def _open(self) -> bytes:
        size = int.from_bytes(self._file.read(4))
        sealed = self._file.read(size) if size <= PIECE + _TAG else b""
        if not size or len(sealed) != size:
            raise BackupError(f"the backup is cut off after {self._number} MiB")
        for is_last in (False, True):
            try:
                piece = self._cipher.decrypt(_nonce(self._number, is_last=is_last), sealed, SIGN)
            except InvalidTag:
                continue
            self._number += 1
            self._is_over = is_last
            return piece
        if self._number == 0:
            raise BackupError("the backup was made with another key, or its beginning is damaged")
        raise BackupError(f"the backup is damaged after {self._number} MiB")


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, SIGN).derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])
