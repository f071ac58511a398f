"""Writes vectors.json: random values and their ways from one guest to another, as definitions.py of the Component Model sees them.

Usage: python3 vectors.py DIRECTORY-OF-DEFINITIONS > vectors.json

A vector has a type, the source's flat values and memory, the options of both sides, the lifted value as text, and what lowering
leaves: flat values, memory and the calls of realloc; or the fact that the value traps.
"""

import json
import random
import struct
import sys

sys.path.insert(0, sys.argv[1])
import definitions as d

d.DETERMINISTIC_PROFILE = True
rand = random.Random(7)
PRIMS = {"bool": d.BoolType, "s8": d.S8Type, "u8": d.U8Type, "s16": d.S16Type, "u16": d.U16Type, "s32": d.S32Type, "u32": d.U32Type,
         "s64": d.S64Type, "u64": d.U64Type, "f32": d.F32Type, "f64": d.F64Type, "char": d.CharType, "string": d.StringType}
TEXTS = ["", "a", "hello world", "caf\u00e9 \u00ff", "\u6f22\u5b57", "ab\u6f22\u5b57cd", "\U0001f600x\U0010ffff", "x" * 40,
         "y" * 70 + "\u00e9", "z" * 66 + "\u0416" + "w" * 10, "\u0000\u007f\u0080\u07ff\u0800\uffff"]
SIZE = 1 << 14
START = 64


def random_type(depth):
    kinds = list(PRIMS) + ["string"] * 3
    if depth > 0:
        kinds += ["record", "tuple", "variant", "list", "flist", "flags", "enum", "option", "result", "map", "own"] * 2
    k = rand.choice(kinds)
    sub = lambda: random_type(depth - 1)
    maybe = lambda: sub() if rand.random() < .7 else None
    if k in ("record", "tuple"):
        return [k] + [sub() for _ in range(rand.randint(1, 5))]
    if k == "variant":
        return [k] + [maybe() for _ in range(rand.choice([1, 2, 3, 5, 300 if depth > 1 else 3]))]
    if k in ("list", "option"):
        return [k, sub()]
    if k == "flist":
        return [k, sub(), rand.randint(1, 4)]
    if k in ("flags", "enum"):
        return [k, rand.choice([1, 3, 8, 9, 16, 17, 32] if k == "flags" else [1, 3, 256, 257])]
    if k == "result":
        return [k, maybe(), maybe()]
    if k == "map":
        return [k, [rand.choice(["u8", "s32", "u64", "char", "string"])], sub()]
    return [k]


RT = d.ResourceType(None)


def to_type(t):
    if t is None:
        return None
    k, a = t[0], t[1:]
    if k in PRIMS:
        return PRIMS[k]()
    match k:
        case "record": return d.RecordType([d.FieldType("f%d" % i, to_type(x)) for i, x in enumerate(a)])
        case "tuple": return d.TupleType([to_type(x) for x in a])
        case "variant": return d.VariantType([d.CaseType("c%d" % i, to_type(x)) for i, x in enumerate(a)])
        case "list": return d.ListType(to_type(a[0]))
        case "flist": return d.ListType(to_type(a[0]), a[1])
        case "flags": return d.FlagsType(["l%d" % i for i in range(a[0])])
        case "enum": return d.EnumType(["l%d" % i for i in range(a[0])])
        case "option": return d.OptionType(to_type(a[0]))
        case "result": return d.ResultType(to_type(a[0]), to_type(a[1]))
        case "map": return d.MapType(to_type(a[0]), to_type(a[1]))
        case "own": return d.OwnType(RT)


def random_value(t):
    k, a = t[0], t[1:]
    def case(label, x):
        return {label: None if x is None else random_value(x)}
    match k:
        case "bool": return rand.random() < .5
        case "f32": return struct.unpack("<f", struct.pack("<I", rand.choice([0, 0x7fc00001, 0x3f800000, 0xff800001, rand.getrandbits(32)])))[0]
        case "f64": return struct.unpack("<d", struct.pack("<Q", rand.choice([0, 0x7ff8000000000001, rand.getrandbits(64)])))[0]
        case "char": return rand.choice("a\u00e9\u6f22\U0001f600")
        case "string":
            s = rand.choice(TEXTS)
            return (s, "utf8", len(s.encode()))
        case "record": return {"f%d" % i: random_value(x) for i, x in enumerate(a)}
        case "tuple": return {str(i): random_value(x) for i, x in enumerate(a)}
        case "variant":
            i = rand.randrange(len(a))
            return case("c%d" % i, a[i])
        case "list": return [random_value(a[0]) for _ in range(rand.choice([0, 1, 3, 9]))]
        case "flist": return [random_value(a[0]) for _ in range(a[1])]
        case "flags": return {"l%d" % i: rand.random() < .5 for i in range(a[0])}
        case "enum": return {"l%d" % rand.randrange(a[0]): None}
        case "option": return rand.choice([{"none": None}, case("some", a[0])])
        case "result": return rand.choice([case("ok", a[0]), case("error", a[1])])
        case "map": return [{"0": random_value(a[0]), "1": random_value(a[1])} for _ in range(rand.choice([0, 1, 4]))]
        case "own": return rand.randint(1, 1000)
    bits = int(k[1:])
    return rand.getrandbits(bits) - (1 << bits - 1 if k[0] == "s" else 0)


def text(v, t):
    """The value as the test in Go writes it."""
    if t is None:
        return ""
    k, a = t[0], t[1:]
    inner = lambda name, x: name + ("(" + text(list(v.values())[0], x) + ")" if x else "")
    match k:
        case "bool": return "true" if v else "false"
        case "f32": return "f%08x" % struct.unpack("<I", struct.pack("<f", v))[0]
        case "f64": return "d%016x" % struct.unpack("<Q", struct.pack("<d", v))[0]
        case "char": return "U+%x" % ord(v)
        case "string": return "s" + v[0].encode().hex()
        case "record" | "tuple": return "{" + ",".join(text(x, y) for x, y in zip(v.values(), a)) + "}"
        case "list" | "flist": return "[" + ",".join(text(x, a[0]) for x in v) + "]"
        case "map": return "[" + ",".join(text(x, ["tuple", a[0], a[1]]) for x in v) + "]"
        case "flags": return "<" + ",".join(l for l, on in v.items() if on) + ">"
        case "variant": return inner(list(v)[0], a[int(list(v)[0][1:])])
        case "enum": return list(v)[0]
        case "option": return inner(list(v)[0], a[0] if "some" in v else None)
        case "result": return inner(list(v)[0], a[0] if "ok" in v else a[1])
        case "own": return "own%d" % v
    return str(v)


class Side(d.LiftLowerContext):
    """A guest whose realloc never gives anything back and writes down its calls."""

    def __init__(self, encoding, ptr64):
        memory = d.MemInst(bytearray(b"\xaa" * SIZE), "i64" if ptr64 else "i32")
        inst = d.ComponentInstance(None)
        opts = d.LiftLowerOptions(encoding, memory)
        super().__init__(opts, inst, None)
        self.last, self.calls = START, []

    def reallocate(self, old, old_size, align, size):
        self.calls.append([old, old_size, align, size])
        ptr = d.align_to(self.last, align)
        d.trap_if(ptr + size > SIZE)
        self.last = ptr + size
        n = min(old_size, size)
        self.opts.memory.bytes[ptr:ptr + n] = self.opts.memory.bytes[old:old + n]
        return ptr


def as_bits(v, t):
    return {"f32": lambda: struct.unpack("<I", struct.pack("<f", v))[0], "f64": lambda: struct.unpack("<Q", struct.pack("<d", v))[0]}.get(t, lambda: v)()


def flat_types(side, ty):
    flat = d.flatten_types([ty], side.opts)
    return [side.opts.memory.ptr_type()] if len(flat) > d.MAX_FLAT_PARAMS else flat


def spoil(side, flat, types):
    """Changes a bit here and there, so that some values trap."""
    for _ in range(rand.randint(1, 4)):
        if side.last > START and rand.random() < .7:
            i = rand.randrange(START, side.last)
            side.opts.memory.bytes[i] = rand.choice([0, 0xff, side.opts.memory.bytes[i] ^ 1 << rand.randrange(8), rand.getrandbits(8)])
        else:
            i = rand.randrange(len(flat))
            if types[i] in ("i32", "i64"):
                flat[i] ^= 1 << rand.randrange(int(types[i][1:]) if rand.random() < .3 else 8)


def vector():
    t = random_type(3)
    ty = to_type(t)
    encodings = ["utf8", "utf16", "latin1+utf16"]
    src = Side(rand.choice(encodings), rand.random() < .2)
    dst = Side(rand.choice(encodings), rand.random() < .2)
    if src.opts.string_encoding == "latin1+utf16":
        # The definitions look for the source's tag where the destination's pointers have it.
        dst = Side(dst.opts.string_encoding, src.opts.memory.addrtype == "i64")
    if len(d.flatten_types([ty], src.opts)) > 600 or d.elem_size(ty, "i64") > 2000:
        return None
    out = {"type": t, "from": [src.opts.string_encoding, src.opts.memory.addrtype], "to": [dst.opts.string_encoding, dst.opts.memory.addrtype]}
    out["layout"] = [[d.alignment(ty, p), d.elem_size(ty, p)] for p in ("i32", "i64")]
    types = flat_types(src, ty)
    out["flat_types"] = types
    try:
        flat = d.lower_flat_values(src, d.MAX_FLAT_PARAMS, [random_value(t)], [ty])
    except d.Trap:
        return None
    if rand.random() < .35:
        spoil(src, flat, types)
    out["flat"] = [as_bits(v, x) for v, x in zip(flat, types)]
    out["memory"] = src.opts.memory.bytes[START:src.last].hex()
    out["handles"] = [h.rep if h else 0 for h in src.inst.handles.array[1:]]
    try:
        [v] = d.lift_flat_values(src, d.MAX_FLAT_PARAMS, d.CoreValueIter(flat), [ty])
        out["value"] = text(v, t)
        flat = d.lower_flat_values(dst, d.MAX_FLAT_PARAMS, [v], [ty])
    except d.Trap:
        out["trap"] = True
        return out
    out["result"] = [as_bits(v, x) for v, x in zip(flat, flat_types(dst, ty))]
    out["written"] = dst.opts.memory.bytes[START:dst.last].hex()
    out["calls"] = dst.calls
    return out


vectors = []
while len(vectors) < 700:
    v = vector()
    if v and len(json.dumps(v)) < 2500:
        vectors.append(v)
print("[\n" + ",\n".join(json.dumps(v, separators=(",", ":")) for v in vectors) + "\n]")
