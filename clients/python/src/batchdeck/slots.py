"""Which slot a target is in, the same as the monitor finds (PL-1)."""

_MASK = 0xFFFFFFFF


def _rotated(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (32 - bits))) & _MASK


def murmur3(text: str, seed: int = 0) -> int:
    """MurmurHash3 x86 32-bit of the UTF-8 bytes of ``text``, unsigned.

    The same as ``mmh3.hash(text, seed, signed=False)``, without the dependency. A lone surrogate counts as U+FFFD.
    Source: Austin Appleby, MurmurHash3_x86_32 (public domain).
    """
    data = _utf8(text)
    length = len(data)
    h = seed & _MASK
    whole = length - length % 4
    for i in range(0, whole, 4):
        h ^= _scrambled(int.from_bytes(data[i : i + 4], "little"))
        h = (_rotated(h, 13) * 5 + 0xE6546B64) & _MASK
    h ^= _scrambled(int.from_bytes(data[whole:], "little"))
    h ^= length
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & _MASK
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & _MASK
    return h ^ (h >> 16)


def slot_of(target: str, slots: int = 256) -> int:
    """The slot of a target: its hash, modulo the number of slots.

    Where a task compares addresses without their case (``identity`` other than ``exact``), the target is given in lower
    case and without a chain in front of it.
    """
    if slots < 1:
        raise ValueError("there is at least one slot")
    return murmur3(target) % slots


def _scrambled(block: int) -> int:
    return (_rotated((block * 0xCC9E2D51) & _MASK, 15) * 0x1B873593) & _MASK


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text).encode()
