#!/usr/bin/env python3
"""Checks an exported event log of Changeproof with nothing but Python's own library.

    python3 check_event_log.py log.jsonl

Recomputes the hash of each event and its link to the one before, and verifies each signature (Ed25519,
RFC 8032). It does not know who was allowed to do what: 'changeproof verify' does. See event-log.md.
"""
import hashlib
import json
import sys

PREFIX = b"changeproof-event-signature-1\n"

# Ed25519 (RFC 8032, section 5.1), verification alone. Points are extended coordinates X, Y, Z, T.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, t * z % P, y * z % P, x * t % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point(encoded):
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    a, r = point(key), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or len(signature) != 64:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(digest, "little") % L
    return same(times(s, BASE), add(r, times(k, a)))


def text(value):
    return json.dumps(value, ensure_ascii=False)


def check(lines):
    previous, signed = "0" * 64, 0
    for number, line in enumerate(lines, 1):
        event = json.loads(line)
        if event["sequence"] != number:
            return f"line {number} is event {event['sequence']}"
        if event["previous"] != previous:
            return f"event {number} does not follow from the one before"
        form = "changeproof-event-1\n%d\n%s\n%s\n%s\n%s\n%s\n" % (
            number,
            event["at"],
            text(event["person"]),
            text(event["action"]),
            event["payload"],
            previous,
        )
        digest = hashlib.sha256(form.encode()).digest()
        if digest.hex() != event["hash"]:
            return f"event {number} was changed: its hash is another one"
        if event["signature"] is not None:
            key, signature = bytes.fromhex(event["key"]), bytes.fromhex(event["signature"])
            if not is_signed(key, PREFIX + digest, signature):
                return f"event {number} is not signed by its key"
            signed += 1
        elif signed:
            return f"event {number} is not signed, although events before it are"
        previous = event["hash"]
    print(f"{len(lines)} events, {signed} of them signed; the last has hash {previous}")
    return None


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        fault = check(list(file))
    if fault:
        sys.exit(fault)
