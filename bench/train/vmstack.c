/* A stack machine with switch dispatch, a two-pass text assembler for it, and guest programs. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_MAX 2048
#define STACK_MAX 1024
#define HEAP_MAX 4096

enum opcode {
    OP_HALT, OP_PUSH, OP_POP, OP_DUP, OP_SWAP, OP_OVER, OP_ADD, OP_SUB, OP_MUL, OP_DIV, OP_MOD,
    OP_AND, OP_OR, OP_XOR, OP_SHL, OP_SHR, OP_LT, OP_LE, OP_EQ, OP_NOT, OP_JMP, OP_JZ, OP_JNZ,
    OP_CALL, OP_RET, OP_LOAD, OP_STORE, OP_GET, OP_SET, OP_OUT, OP_COUNT
};

static const struct opinfo { const char *name; unsigned char operand; signed char effect; } ops[OP_COUNT] = {
    {"halt", 0, 0}, {"push", 1, 1}, {"pop", 0, -1}, {"dup", 0, 1}, {"swap", 0, 0}, {"over", 0, 1},
    {"add", 0, -1}, {"sub", 0, -1}, {"mul", 0, -1}, {"div", 0, -1}, {"mod", 0, -1}, {"and", 0, -1},
    {"or", 0, -1}, {"xor", 0, -1}, {"shl", 0, -1}, {"shr", 0, -1}, {"lt", 0, -1}, {"le", 0, -1},
    {"eq", 0, -1}, {"not", 0, 0}, {"jmp", 1, 0}, {"jz", 1, -1}, {"jnz", 1, -1}, {"call", 1, 0},
    {"ret", 0, 0}, {"load", 0, 0}, {"store", 0, -2}, {"get", 1, 1}, {"set", 1, -1}, {"out", 0, -1},
};

struct label { char name[16]; uint16_t addr; };
struct fixup { char name[16]; uint16_t at; };

struct program {
    uint8_t code[CODE_MAX];
    size_t size;
    struct label labels[64];
    struct fixup fixups[128];
    int nlabels, nfixups;
};

struct vm {
    const struct program *prog;
    int32_t stack[STACK_MAX];
    int32_t heap[HEAP_MAX];
    int32_t slots[32];
    uint16_t calls[256];
    int callp;
    uint32_t out;
    uint64_t steps;
    uint32_t hist[OP_COUNT];
};

static int find_op(const char *word)
{
    for (int i = 0; i < OP_COUNT; i++)
        if (strcmp(ops[i].name, word) == 0)
            return i;
    return -1;
}

static const char *next_word(const char *s, char *buf, size_t cap)
{
    size_t n = 0;
    while (*s == ' ' || *s == '\n' || *s == '\t')
        s++;
    if (*s == '\0')
        return NULL;
    while (*s && *s != ' ' && *s != '\n' && *s != '\t') {
        if (n + 1 < cap)
            buf[n++] = *s;
        s++;
    }
    buf[n] = '\0';
    return s;
}

static void emit32(struct program *p, uint32_t v)
{
    for (int shift = 0; shift < 32; shift += 8)
        p->code[p->size++] = (uint8_t)(v >> shift);
}

static int is_number(const char *w)
{
    if (*w == '-')
        w++;
    return *w >= '0' && *w <= '9';
}

static int assemble(struct program *p, const char *src)
{
    char w[16];
    memset(p, 0, sizeof *p);
    while ((src = next_word(src, w, sizeof w)) != NULL) {
        size_t len = strlen(w);
        if (w[len - 1] == ':') {
            struct label *l = &p->labels[p->nlabels++];
            w[len - 1] = '\0';
            strcpy(l->name, w);
            l->addr = (uint16_t)p->size;
            continue;
        }
        int op = find_op(w);
        if (op < 0)
            return -1;
        p->code[p->size++] = (uint8_t)op;
        if (!ops[op].operand)
            continue;
        if ((src = next_word(src, w, sizeof w)) == NULL)
            return -1;
        if (is_number(w)) {
            emit32(p, (uint32_t)strtol(w, NULL, 10));
        } else {
            struct fixup *f = &p->fixups[p->nfixups++];
            strcpy(f->name, w);
            f->at = (uint16_t)p->size;
            emit32(p, 0);
        }
    }
    for (int i = 0; i < p->nfixups; i++) {
        int j = 0;
        while (j < p->nlabels && strcmp(p->labels[j].name, p->fixups[i].name) != 0)
            j++;
        if (j == p->nlabels)
            return -1;
        memcpy(&p->code[p->fixups[i].at], &p->labels[j].addr, sizeof(uint16_t));
    }
    return 0;
}

static inline int32_t fetch32(const uint8_t *p)
{
    int32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

#define BINARY(expr) do { int32_t b = sp[-1], a = sp[-2]; sp--; sp[-1] = (int32_t)(expr); } while (0)
#define U(x) ((uint32_t)(x))

static int run(struct vm *m)
{
    const uint8_t *base = m->prog->code, *pc = base;
    int32_t *sp = m->stack;
    for (;;) {
        if (sp > m->stack + STACK_MAX - 2)
            return -2;
        uint8_t op = *pc++;
        m->steps++;
        switch (op) {
        case OP_HALT: return (int)(sp - m->stack);
        case OP_PUSH: *sp++ = fetch32(pc); pc += 4; break;
        case OP_POP: sp--; break;
        case OP_DUP: sp[0] = sp[-1]; sp++; break;
        case OP_SWAP: { int32_t t = sp[-1]; sp[-1] = sp[-2]; sp[-2] = t; break; }
        case OP_OVER: sp[0] = sp[-2]; sp++; break;
        case OP_ADD: BINARY(U(a) + U(b)); break;
        case OP_SUB: BINARY(U(a) - U(b)); break;
        case OP_MUL: BINARY(U(a) * U(b)); break;
        case OP_DIV: if (sp[-1] == 0 || (sp[-1] == -1 && sp[-2] == INT32_MIN)) return -1; BINARY(a / b); break;
        case OP_MOD: if (sp[-1] == 0 || sp[-1] == -1) return -1; BINARY(a % b); break;
        case OP_AND: BINARY(a & b); break;
        case OP_OR: BINARY(a | b); break;
        case OP_XOR: BINARY(a ^ b); break;
        case OP_SHL: BINARY(U(a) << (b & 31)); break;
        case OP_SHR: BINARY(U(a) >> (b & 31)); break;
        case OP_LT: BINARY(a < b); break;
        case OP_LE: BINARY(a <= b); break;
        case OP_EQ: BINARY(a == b); break;
        case OP_NOT: sp[-1] = !sp[-1]; break;
        case OP_JMP: pc = base + fetch32(pc); break;
        case OP_JZ: pc = *--sp == 0 ? base + fetch32(pc) : pc + 4; break;
        case OP_JNZ: if (*--sp) pc = base + fetch32(pc); else pc += 4; break;
        case OP_CALL:
            if (m->callp == 256)
                return -3;
            m->calls[m->callp++] = (uint16_t)(pc + 4 - base);
            pc = base + fetch32(pc);
            break;
        case OP_RET: pc = base + m->calls[--m->callp]; break;
        case OP_LOAD: sp[-1] = m->heap[U(sp[-1]) % HEAP_MAX]; break;
        case OP_STORE: m->heap[U(sp[-1]) % HEAP_MAX] = sp[-2]; sp -= 2; break;
        case OP_GET: *sp++ = m->slots[fetch32(pc) & 31]; pc += 4; break;
        case OP_SET: m->slots[fetch32(pc) & 31] = *--sp; pc += 4; break;
        case OP_OUT: m->out = (m->out ^ U(*--sp)) * 16777619u; break;
        default: return -4;
        }
    }
}

/* The same code read without executing it: how often each operation occurs, and the net depth. */
static int survey(const struct program *p, uint32_t *hist)
{
    int depth = 0, deepest = 0;
    for (size_t pc = 0; pc < p->size;) {
        const struct opinfo *info = &ops[p->code[pc]];
        hist[p->code[pc]]++;
        depth += info->effect;
        if (depth > deepest)
            deepest = depth;
        pc += info->operand ? 5 : 1;
    }
    return deepest;
}

static const char *const guests[] = {
    /* fib, doubly recursive */
    "push 17 call fib out halt fib: dup push 2 lt jnz base dup push 1 sub call fib swap push 2 sub call fib add base: ret",
    /* sieve of primes below 3000 */
    "push 2 set 0 outer: get 0 get 0 mul push 3000 lt jz count get 0 load jnz next get 0 get 0 mul set 1 "
    "inner: get 1 push 3000 lt jz next push 1 get 1 store get 1 get 0 add set 1 jmp inner "
    "next: get 0 push 1 add set 0 jmp outer count: push 2 set 0 push 0 set 2 "
    "cl: get 0 push 3000 lt jz done get 0 load not get 2 add set 2 get 0 push 1 add set 0 jmp cl done: get 2 out halt",
    /* insertion sort of pseudo-random numbers */
    "push 12345 set 3 push 0 set 0 fill: get 0 push 110 lt jz sort get 3 push 1103515245 mul push 12345 add dup set 3 "
    "push 16 shr push 4095 and get 0 store get 0 push 1 add set 0 jmp fill sort: push 1 set 0 "
    "i: get 0 push 110 lt jz sum get 0 load set 4 get 0 set 1 j: push 0 get 1 lt jz put get 1 push 1 sub load dup "
    "get 4 le jnz drop get 1 store get 1 push 1 sub set 1 jmp j drop: pop put: get 4 get 1 store get 0 push 1 add set 0 jmp i "
    "sum: push 0 set 0 s: get 0 push 110 lt jz end get 0 load out get 0 push 1 add set 0 jmp s end: halt",
    /* greatest common divisors and the Collatz steps */
    "push 1 set 0 loop: get 0 push 160 le jz end get 0 push 7 mul push 840 call gcd out push 0 set 5 get 0 "
    "c: dup push 1 le jnz cend dup push 1 and jz even push 3 mul push 1 add jmp step even: push 2 div "
    "step: get 5 push 1 add set 5 jmp c cend: pop get 5 out get 0 push 1 add set 0 jmp loop end: halt "
    "gcd: dup jz g0 swap over mod jmp gcd g0: pop ret",
};

int main(void)
{
    static struct program prog;
    uint32_t sum = 2166136261u;
    for (size_t i = 0; i < sizeof guests / sizeof guests[0]; i++) {
        for (int round = 0; round < 20; round++) {
            if (assemble(&prog, guests[i]) < 0)
                return 1;
            struct vm *m = calloc(1, sizeof *m);
            if (!m)
                return 1;
            m->prog = &prog;
            int left = run(m), deep = survey(&prog, m->hist);
            for (int k = 0; k < OP_COUNT; k++)
                sum = (sum ^ (m->hist[k] + (uint32_t)k)) * 16777619u;
            sum = (sum ^ m->out ^ (uint32_t)m->steps ^ (uint32_t)(left * 64 + deep)) * 16777619u;
            free(m);
        }
    }
    printf("vmstack %08x\n", (unsigned)sum);
    return 0;
}
