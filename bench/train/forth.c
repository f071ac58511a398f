/* A threaded Forth whose words are reached through function pointers, and a brainf*** interpreter with a jump table. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int32_t cell_t;
struct word;
typedef void (*code_fn)(const struct word *self);

struct word {
    const struct word *link;
    code_fn code;
    unsigned body;     /* index into dict: where the threads of a colon word begin, or a variable's cell */
    uint8_t immediate;
    char name[15];
};

union thread { const struct word *w; cell_t n; };

static union thread dict[4096];
static unsigned here;
static struct word words[160];
static unsigned nwords;
static const struct word *latest;
static cell_t dstack[256], *dsp = dstack;
static const union thread *rstack[256], **rsp = rstack;
static cell_t lstack[64], *lsp = lstack;
static const union thread *ip;
static unsigned marks[32], *msp = marks;
static int compiling;
static uint32_t output = 2166136261u;

#define PUSH(x) (*dsp++ = (cell_t)(x))
#define POP() (*--dsp)
#define PRIM(id) static void id(const struct word *self)
#define BINOP(id, e) PRIM(id) { (void)self; uint32_t b = (uint32_t)POP(), a = (uint32_t)dsp[-1]; dsp[-1] = (cell_t)(e); }

BINOP(w_add, a + b)
BINOP(w_sub, a - b)
BINOP(w_mul, a * b)
BINOP(w_and, a & b)
BINOP(w_xor, a ^ b)
BINOP(w_lshift, a << (b & 31))
BINOP(w_rshift, a >> (b & 31))
BINOP(w_less, (cell_t)a < (cell_t)b ? ~0u : 0)
BINOP(w_equal, a == b ? ~0u : 0)
BINOP(w_mod, b ? a % b : 0)
BINOP(w_div, b ? a / b : 0)
BINOP(w_max, (cell_t)a > (cell_t)b ? a : b)

PRIM(w_dup) { (void)self; cell_t x = dsp[-1]; PUSH(x); }
PRIM(w_drop) { (void)self; dsp--; }
PRIM(w_swap) { (void)self; cell_t t = dsp[-1]; dsp[-1] = dsp[-2]; dsp[-2] = t; }
PRIM(w_over) { (void)self; cell_t x = dsp[-2]; PUSH(x); }
PRIM(w_rot) { (void)self; cell_t t = dsp[-3]; memmove(dsp - 3, dsp - 2, 2 * sizeof *dsp); dsp[-1] = t; }
PRIM(w_zeq) { (void)self; dsp[-1] = dsp[-1] ? 0 : -1; }
PRIM(w_fetch) { (void)self; dsp[-1] = dict[dsp[-1] & 4095].n; }
PRIM(w_store) { (void)self; dsp -= 2; dict[dsp[1] & 4095].n = dsp[0]; }
PRIM(w_emit) { (void)self; output = (output ^ (uint32_t)POP()) * 16777619u; }
PRIM(w_lit) { (void)self; PUSH(ip++->n); }
PRIM(w_branch) { (void)self; ip = dict + ip->n; }
PRIM(w_0branch) { (void)self; if (POP()) ip++; else ip = dict + ip->n; }
PRIM(w_colon) { *rsp++ = ip; ip = dict + self->body; }
PRIM(w_exit) { (void)self; ip = *--rsp; }
PRIM(w_var) { PUSH(self->body); }
PRIM(w_do) { (void)self; dsp -= 2; *lsp++ = dsp[0]; *lsp++ = dsp[1]; }
PRIM(w_i) { (void)self; PUSH(lsp[-1]); }
PRIM(w_j) { (void)self; PUSH(lsp[-3]); }
PRIM(w_loop) { (void)self; if (++lsp[-1] < lsp[-2]) { ip = dict + ip->n; } else { lsp -= 2; ip++; } }

static const struct word *find(const char *name)
{
    const struct word *w = latest;
    while (w && strcmp(w->name, name) != 0)
        w = w->link;
    return w;
}

static struct word *define(const char *name, code_fn code, int immediate)
{
    struct word *w = &words[nwords++];
    w->link = latest;
    w->code = code;
    w->body = here;
    w->immediate = (uint8_t)immediate;
    strncpy(w->name, name, sizeof w->name - 1);
    latest = w;
    return w;
}

static void comma(const struct word *w) { dict[here++].w = w; }
static void comma_num(unsigned n) { dict[here++].n = (cell_t)n; }

PRIM(w_semi) { (void)self; comma(find("exit")); compiling = 0; }
PRIM(w_if) { (void)self; comma(find("0branch")); *msp++ = here++; }
PRIM(w_then) { (void)self; dict[*--msp].n = (cell_t)here; }
PRIM(w_else) { (void)self; comma(find("branch")); unsigned m = here++; dict[msp[-1]].n = (cell_t)here; msp[-1] = m; }
PRIM(w_begin) { (void)self; *msp++ = here; }
PRIM(w_until) { (void)self; comma(find("0branch")); comma_num(*--msp); }
PRIM(w_cdo) { (void)self; comma(find("(do)")); *msp++ = here; }
PRIM(w_cloop) { (void)self; comma(find("(loop)")); comma_num(*--msp); }
PRIM(w_recurse) { (void)self; comma(latest); }

static void execute(const struct word *w)
{
    static union thread stop;
    const union thread **bottom = rsp;
    ip = &stop;
    w->code(w);
    while (rsp != bottom) {
        const struct word *next = ip++->w;
        next->code(next);
    }
}

static int token(const char **s, char *buf, size_t cap)
{
    const char *p = *s + strspn(*s, " ");
    size_t n = strcspn(p, " ");
    *s = p + n;
    if (n == 0 || n >= cap)
        return 0;
    memcpy(buf, p, n);
    buf[n] = 0;
    return 1;
}

static int interpret(const char *s)
{
    char name[16];
    while (token(&s, name, sizeof name)) {
        const struct word *w;
        char *end;
        if (strcmp(name, ":") == 0) {
            if (!token(&s, name, sizeof name))
                return -1;
            define(name, w_colon, 0);
            compiling = 1;
        } else if (strcmp(name, "allot") == 0) {
            here += (unsigned)POP();
        } else if (strcmp(name, "create") == 0) {
            if (token(&s, name, sizeof name))
                define(name, w_var, 0);
        } else if ((w = find(name)) != NULL) {
            if (compiling && !w->immediate)
                comma(w);
            else
                execute(w);
        } else {
            long n = strtol(name, &end, 10);
            if (*end)
                return -1;
            if (compiling) {
                comma(find("lit"));
                comma_num((unsigned)n);
            } else {
                PUSH(n);
            }
        }
    }
    return 0;
}

static const struct { const char *name; code_fn fn; uint8_t immediate; } prims[] = {
    {"+", w_add, 0}, {"-", w_sub, 0}, {"*", w_mul, 0}, {"and", w_and, 0}, {"xor", w_xor, 0}, {"lshift", w_lshift, 0},
    {"rshift", w_rshift, 0}, {"<", w_less, 0}, {"=", w_equal, 0}, {"mod", w_mod, 0}, {"/", w_div, 0}, {"max", w_max, 0},
    {"dup", w_dup, 0}, {"drop", w_drop, 0}, {"swap", w_swap, 0}, {"over", w_over, 0}, {"rot", w_rot, 0}, {"0=", w_zeq, 0},
    {"@", w_fetch, 0}, {"!", w_store, 0}, {"out", w_emit, 0}, {"lit", w_lit, 0}, {"branch", w_branch, 0},
    {"0branch", w_0branch, 0}, {"exit", w_exit, 0}, {"(do)", w_do, 0}, {"(loop)", w_loop, 0}, {"i", w_i, 0}, {"j", w_j, 0},
    {";", w_semi, 1}, {"if", w_if, 1}, {"then", w_then, 1}, {"else", w_else, 1}, {"begin", w_begin, 1},
    {"until", w_until, 1}, {"do", w_cdo, 1}, {"loop", w_cloop, 1}, {"recurse", w_recurse, 1},
};

static const char script[] =
    "create seed 1 allot create grid 300 allot 77 seed ! "
    ": rnd seed @ 1664525 * 1013904223 + dup seed ! 16 rshift ; : sq dup * ; : 2dup over over ; "
    ": gcd begin swap over mod dup 0= until drop ; : ack 600 0 do i 1 + 360 gcd out loop ; "
    ": fill 300 0 do rnd 1023 and grid i + ! loop ; "
    ": pass 299 0 do grid i + dup @ swap 1 + @ 2dup < if drop drop else swap grid i + 1 + ! grid i + ! then loop ; "
    ": bubble 12 0 do pass loop ; : total 0 300 0 do grid i + @ i 7 and 1 + * + loop ; "
    ": fib dup 2 < if else dup 1 - recurse swap 2 - recurse + then ; "
    ": table 24 1 do 24 1 do i j * sq j xor out loop loop ; "
    ": bits 0 swap begin dup 1 and rot + swap 1 rshift dup 0= until drop ; : pop 500 0 do i sq bits out loop ; "
    "fill bubble total out 14 fib out ack table pop ";

/* Cells wrap at 256; a run of one instruction is folded into a single step. */
struct step { char op; int16_t arg; uint16_t target; };

static size_t bf_compile(const char *src, struct step *out)
{
    size_t n = 0, open[32], depth = 0;
    for (const char *p = src; *p; p++) {
        struct step *s = &out[n];
        switch (*p) {
        case '+': case '-': case '<': case '>': {
            char kind = *p == '+' || *p == '-' ? '+' : '>';
            int by = *p == '+' || *p == '>' ? 1 : -1;
            if (n && s[-1].op == kind) {
                s[-1].arg = (int16_t)(s[-1].arg + by);
                continue;
            }
            *s = (struct step){ kind, (int16_t)by, 0 };
            break;
        }
        case '[': open[depth++] = n; *s = (struct step){ '[', 0, 0 }; break;
        case ']': *s = (struct step){ ']', 0, (uint16_t)open[--depth] }; out[s->target].target = (uint16_t)n; break;
        case '.': *s = (struct step){ '.', 0, 0 }; break;
        default: continue;
        }
        n++;
    }
    out[n].op = 0;
    return n;
}

static uint32_t bf_run(const struct step *code, uint8_t *tape, size_t size)
{
    uint32_t h = 0;
    size_t at = 0;
    for (const struct step *s = code; s->op; s++) {
        if (s->op == '+') tape[at] = (uint8_t)(tape[at] + s->arg);
        else if (s->op == '>') at = (at + size + (size_t)s->arg) % size;
        else if (s->op == '[') { if (!tape[at]) s = code + s->target; }
        else if (s->op == ']') { if (tape[at]) s = code + s->target; }
        else h = h * 31 + tape[at];
    }
    return h;
}

int main(void)
{
    /* Multiples of nine, each as its own byte; then a nest of loops that multiplies. */
    static const char bf[] = "+++++++++[>+>+<<-]>[>[>+>+<<-]>>[<<+>>-]<.<<-]"
                             ">>>>>++++++[>++++++++[>+++++++++[>+++++[>+>+++<<-]<-]<-]<-]>>>>.>.[-]<[->+<]>.";
    static struct step steps[sizeof bf + 1];
    for (size_t i = 0; i < sizeof prims / sizeof *prims; i++)
        define(prims[i].name, prims[i].fn, prims[i].immediate);
    if (interpret(script) < 0)
        return 1;
    for (int k = 0; k < 20; k++) {
        interpret("fill bubble total out 13 fib out ack table pop");
        bf_compile(bf, steps);
        uint8_t tape[64] = { 0 };
        output ^= bf_run(steps, tape, sizeof tape);
    }
    printf("forth %08x %d\n", (unsigned)output, (int)(dsp - dstack));
    return 0;
}
