/* A register machine for a scripting language: tagged values, arrays, hash tables, closures, strings. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { T_NIL, T_BOOL, T_INT, T_NUM, T_STR, T_ARR, T_TAB, T_FUN } Tag;
typedef struct Value {
    Tag tag;
    union { bool b; int64_t i; double n; struct Str *s; struct Arr *a; struct Tab *t; struct Fun *f; } u;
} Value;

typedef struct Obj { struct Obj *next; size_t size; } Obj;
typedef struct Str { Obj h; uint32_t hash, len; char text[]; } Str;
typedef struct Arr { Obj h; size_t len, cap; Value *v; } Arr;
typedef struct Slot { Value key, val; } Slot;
typedef struct Tab { Obj h; unsigned used, cap; Slot *slots; } Tab;
typedef struct Proto { const uint32_t *code; const Value *k; uint8_t nregs, nups; } Proto;
typedef struct Fun { Obj h; const Proto *proto; Value ups[2]; } Fun;
typedef struct Frame { Fun *fun; const uint32_t *pc; Value *base; uint8_t ret; } Frame;

enum { MOVE, LOADK, LOADI, GETUP, SETUP, ADD, SUB, MUL, DIV, MOD, LT, LE, EQ, JMP, TEST, NEWARR, PUSH, INDEX, SETIDX,
       LEN, NEWTAB, CONCAT, CLOSURE, CALL, RETURN };

#define INS(op, a, b, c) ((uint32_t)(op) | (uint32_t)(a) << 8 | (uint32_t)(b) << 16 | (uint32_t)(c) << 24)
#define A(i) ((i) >> 8 & 0xff)
#define B(i) ((i) >> 16 & 0xff)
#define C(i) ((i) >> 24)
#define SBX(i) ((int16_t)((i) >> 16))
#define WIDE(op, a, n) ((uint32_t)(op) | (uint32_t)(a) << 8 | (uint32_t)(uint16_t)(int16_t)(n) << 16)
#define JUMP(a, off) WIDE(JMP, a, off)
#define TESTJ(a, off) WIDE(TEST, a, off)
#define LI(a, n) WIDE(LOADI, a, n)

static Obj *all;

static void *newobj(size_t size)
{
    Obj *o = calloc(1, size);
    if (!o) abort();
    o->next = all;
    o->size = size;
    all = o;
    return o;
}

static Value Int(int64_t i) { return (Value){ T_INT, { .i = i } }; }
static Value Num(double n) { return (Value){ T_NUM, { .n = n } }; }
static Value Bool(bool b) { return (Value){ T_BOOL, { .b = b } }; }
static double tonum(Value v) { return v.tag == T_INT ? (double)v.u.i : v.tag == T_NUM ? v.u.n : NAN; }

static Str *newstr(const char *a, size_t la, const char *b, size_t lb)
{
    uint32_t h = 5381;
    Str *s = newobj(sizeof *s + la + lb + 1);
    memcpy(s->text, a, la);
    memcpy(s->text + la, b, lb);
    s->len = (uint32_t)(la + lb);
    for (const char *p = s->text; *p; p++) h = h * 33 ^ (uint8_t)*p;
    s->hash = h;
    return s;
}

static bool equal(Value a, Value b)
{
    if (a.tag != b.tag) return tonum(a) == tonum(b);
    switch (a.tag) {
    case T_NIL: return true;
    case T_BOOL: return a.u.b == b.u.b;
    case T_INT: return a.u.i == b.u.i;
    case T_NUM: return a.u.n == b.u.n;
    case T_STR: return a.u.s == b.u.s || (a.u.s->hash == b.u.s->hash && a.u.s->len == b.u.s->len &&
                                          memcmp(a.u.s->text, b.u.s->text, a.u.s->len) == 0);
    default: return a.u.a == b.u.a;
    }
}

static uint32_t hash(Value v)
{
    if (v.tag == T_STR) return v.u.s->hash;
    uint64_t x = v.tag == T_INT ? (uint64_t)v.u.i : (uint64_t)v.tag;
    x *= 0x9e3779b97f4a7c15u;
    return (uint32_t)(x >> 32);
}

static Slot *lookup(const Tab *t, Value key)
{
    unsigned i = hash(key) & (t->cap - 1);
    while (t->slots[i].key.tag != T_NIL && !equal(t->slots[i].key, key)) i = (i + 1) & (t->cap - 1);
    return &t->slots[i];
}

static void tabset(Tab *t, Value key, Value val)
{
    if (t->used * 4 >= t->cap * 3) {
        Tab old = *t;
        t->cap = old.cap ? old.cap * 2 : 8;
        t->slots = calloc(t->cap, sizeof *t->slots);
        for (unsigned i = 0; i < old.cap; i++)
            if (old.slots[i].key.tag != T_NIL) *lookup(t, old.slots[i].key) = old.slots[i];
        free(old.slots);
    }
    Slot *s = lookup(t, key);
    if (s->key.tag == T_NIL) { s->key = key; t->used++; }
    s->val = val;
}

static void arrpush(Arr *a, Value v)
{
    if (a->len == a->cap) {
        a->cap = a->cap < 4 ? 4 : a->cap + a->cap / 2;
        a->v = realloc(a->v, a->cap * sizeof *a->v);
    }
    a->v[a->len++] = v;
}

static Value arith(unsigned op, Value a, Value b)
{
    if (a.tag == T_INT && b.tag == T_INT) {
        uint64_t x = (uint64_t)a.u.i, y = (uint64_t)b.u.i;
        if (op != DIV)
            return op == ADD ? Int((int64_t)(x + y)) : op == SUB ? Int((int64_t)(x - y)) : op == MUL ? Int((int64_t)(x * y))
                 : Int(b.u.i > 0 ? (a.u.i % b.u.i + b.u.i) % b.u.i : 0);
    }
    double x = tonum(a), y = tonum(b);
    switch (op) {
    case ADD: return Num(x + y);
    case SUB: return Num(x - y);
    case MUL: return Num(x * y);
    case DIV: return Num(x / y);
    default: return Num(x - floor(x / y) * y);
    }
}

static Value concat(Value a, Value b)
{
    char bufs[2][32];
    const char *p[2];
    size_t n[2];
    Value v[2] = { a, b };
    for (int i = 0; i < 2; i++) {
        if (v[i].tag == T_STR) { p[i] = v[i].u.s->text, n[i] = v[i].u.s->len; continue; }
        char *end = bufs[i] + sizeof bufs[i], *q = end;
        uint64_t m = v[i].tag == T_INT && v[i].u.i > 0 ? (uint64_t)v[i].u.i : 0;
        do *--q = (char)('0' + m % 10); while (m /= 10);
        p[i] = q, n[i] = (size_t)(end - q);
    }
    return (Value){ T_STR, { .s = newstr(p[0], n[0], p[1], n[1]) } };
}

static Value getindex(Value c, Value key)
{
    if (c.tag == T_ARR && key.tag == T_INT && (uint64_t)key.u.i < c.u.a->len) return c.u.a->v[key.u.i];
    if (c.tag == T_TAB && c.u.t->cap) return lookup(c.u.t, key)->val;
    return (Value){ T_NIL, { .i = 0 } };
}

static void setindex(Value c, Value key, Value val)
{
    if (c.tag == T_TAB) tabset(c.u.t, key, val);
    else if (c.tag == T_ARR && (uint64_t)key.u.i < c.u.a->len) c.u.a->v[key.u.i] = val;
}

static bool less(Value a, Value b, bool orequal)
{
    if (a.tag == T_INT && b.tag == T_INT) return orequal ? a.u.i <= b.u.i : a.u.i < b.u.i;
    if (a.tag == T_STR && b.tag == T_STR) {
        int d = strcmp(a.u.s->text, b.u.s->text);
        return d < 0 || (orequal && d == 0);
    }
    return orequal ? tonum(a) <= tonum(b) : tonum(a) < tonum(b);
}

static const Proto *const *protos;

static Value run(const Proto *entry)
{
    static Value stack[4096];
    static Frame frames[200];
    Frame *f = frames;
    f->fun = newobj(sizeof *f->fun);
    f->fun->proto = entry, f->pc = entry->code, f->base = stack;
    for (;;) {
        uint32_t i = *f->pc++;
        Value *r = f->base, *ra = &r[A(i)];
        switch (i & 0xff) {
        case MOVE: *ra = r[B(i)]; break;
        case LOADK: *ra = f->fun->proto->k[B(i)]; break;
        case LOADI: *ra = Int(SBX(i)); break;
        case GETUP: *ra = f->fun->ups[B(i)]; break;
        case SETUP: f->fun->ups[B(i)] = *ra; break;
        case ADD: case SUB: case MUL: case DIV: case MOD: *ra = arith(i & 0xff, r[B(i)], r[C(i)]); break;
        case LT: case LE: *ra = Bool(less(r[B(i)], r[C(i)], (i & 0xff) == LE)); break;
        case EQ: *ra = Bool(equal(r[B(i)], r[C(i)])); break;
        case JMP: f->pc += SBX(i); break;
        case TEST: if (ra->tag == T_NIL || (ra->tag == T_BOOL && !ra->u.b)) f->pc += SBX(i); break;
        case NEWARR: *ra = (Value){ T_ARR, { .a = newobj(sizeof(Arr)) } }; break;
        case PUSH: arrpush(ra->u.a, r[B(i)]); break;
        case INDEX: *ra = getindex(r[B(i)], r[C(i)]); break;
        case SETIDX: setindex(*ra, r[B(i)], r[C(i)]); break;
        case LEN: *ra = Int(r[B(i)].tag == T_ARR ? (int64_t)r[B(i)].u.a->len : (int64_t)r[B(i)].u.s->len); break;
        case NEWTAB: *ra = (Value){ T_TAB, { .t = newobj(sizeof(Tab)) } }; break;
        case CONCAT: *ra = concat(r[B(i)], r[C(i)]); break;
        case CLOSURE: {
            Fun *g = newobj(sizeof *g);
            g->proto = protos[B(i)];
            for (int j = 0; j < g->proto->nups; j++) g->ups[j] = r[C(i) + (unsigned)j];
            *ra = (Value){ T_FUN, { .f = g } };
            break;
        }
        case CALL: {
            if (ra->tag != T_FUN || f == frames + 199) return Int(-1);
            Frame *g = f + 1;
            g->fun = ra->u.f, g->pc = g->fun->proto->code, g->base = ra + 1, g->ret = (uint8_t)A(i);
            f = g;
            break;
        }
        case RETURN: {
            Value v = *ra;
            if (f == frames) return v;
            uint8_t to = f->ret;
            (--f)->base[to] = v;
            break;
        }
        }
    }
}

/* fib(self, n): the function is handed to itself, so that it needs no global. */
static const uint32_t fib_code[] = {
    LI(2, 2), INS(LT, 3, 1, 2), TESTJ(3, 1), INS(RETURN, 1, 0, 0),
    INS(MOVE, 4, 0, 0), INS(MOVE, 5, 0, 0), LI(3, 1), INS(SUB, 6, 1, 3), INS(CALL, 4, 0, 0),
    INS(MOVE, 5, 0, 0), INS(MOVE, 6, 0, 0), INS(SUB, 7, 1, 2), INS(CALL, 5, 0, 0),
    INS(ADD, 4, 4, 5), INS(RETURN, 4, 0, 0) };
static const uint32_t counter_code[] = { INS(GETUP, 1, 0, 0), INS(GETUP, 2, 1, 0), INS(ADD, 1, 1, 2), INS(MUL, 3, 1, 0),
                                         INS(SETUP, 1, 0, 0), INS(RETURN, 3, 0, 0) };
static const uint32_t fibmain_code[] = { INS(CLOSURE, 0, 0, 0), INS(MOVE, 1, 0, 0), LI(2, 15), INS(CALL, 0, 0, 0),
                                         INS(RETURN, 0, 0, 0) };
/* An array of floats from a closure's results, then bubble passes over it. */
static const uint32_t sort_code[] = {
    INS(LOADK, 0, 0, 0), INS(LOADK, 1, 1, 0), INS(CLOSURE, 2, 1, 0), INS(NEWARR, 3, 0, 0), LI(4, 0), LI(5, 40), LI(6, 1), LI(13, 7),
    INS(LT, 7, 4, 5), TESTJ(7, 8), INS(MOVE, 8, 2, 0), INS(MOD, 9, 4, 13), INS(CALL, 8, 0, 0), INS(LOADK, 9, 2, 0),
    INS(MOD, 8, 8, 9), INS(PUSH, 3, 8, 0), INS(ADD, 4, 4, 6), JUMP(0, -10),
    LI(4, 0), INS(LT, 7, 4, 5), TESTJ(7, 15), LI(8, 1), INS(LT, 7, 8, 5), TESTJ(7, 10), INS(SUB, 9, 8, 6),
    INS(INDEX, 10, 3, 9), INS(INDEX, 11, 3, 8), INS(LT, 12, 11, 10), TESTJ(12, 2), INS(SETIDX, 3, 9, 11),
    INS(SETIDX, 3, 8, 10), INS(ADD, 8, 8, 6), JUMP(0, -11), JUMP(0, 0), INS(ADD, 4, 4, 6), JUMP(0, -17), LI(4, 5), INS(INDEX, 0, 3, 4), LI(4, 33), INS(INDEX, 1, 3, 4), INS(MUL, 0, 0, 1), INS(RETURN, 0, 0, 0) };
/* Words counted in a table under keys made by concatenation. */
static const uint32_t words_code[] = {
    INS(NEWTAB, 0, 0, 0), LI(1, 0), LI(2, 1500), LI(3, 1), LI(4, 97), INS(LOADK, 5, 0, 0), INS(LT, 6, 1, 2), TESTJ(6, 10),
    INS(MUL, 7, 1, 1), INS(MOD, 7, 7, 4), INS(CONCAT, 8, 5, 7), INS(INDEX, 9, 0, 8), TESTJ(9, 1), JUMP(0, 1), LI(9, 0),
    INS(ADD, 9, 9, 3), INS(SETIDX, 0, 8, 9), JUMP(0, 1), JUMP(0, 2), INS(ADD, 1, 1, 3), JUMP(0, -15),
    LI(1, 0), LI(10, 0), INS(LT, 6, 1, 4), TESTJ(6, 7), INS(CONCAT, 8, 5, 1), INS(INDEX, 9, 0, 8), TESTJ(9, 2),
    INS(MUL, 9, 9, 1), INS(ADD, 10, 10, 9), INS(ADD, 1, 1, 3), JUMP(0, -9), INS(RETURN, 10, 0, 0) };

int main(void)
{
    Value k[4] = { Num(0.5), Num(1.625), Num(31.0), Int(0) }, w[1] = { { T_STR, { .s = newstr("word", 4, "-", 1) } } };
    const Proto fib = { fib_code, NULL, 8, 0 }, counter = { counter_code, NULL, 4, 2 };
    const Proto fibmain = { fibmain_code, NULL, 8, 0 }, sort = { sort_code, k, 16, 0 }, words = { words_code, w, 16, 0 };
    const Proto *const table[] = { &fib, &counter }, *const mains[] = { &fibmain, &sort, &words };
    uint64_t sum = 0;
    protos = table;
    for (int round = 0; round < 105; round++) {
        Value v = run(mains[round % 3]);
        sum = sum * 31 + (v.tag == T_NUM ? (uint64_t)(v.u.n * 1000.0) : (uint64_t)v.u.i) + (uint64_t)v.tag;
    }
    printf("vmreg %016llx\n", (unsigned long long)sum);
    return 0;
}
