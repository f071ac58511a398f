/* Emulators: an 8-bit accumulator processor with flags and 64 KiB of memory, and a 32-bit RISC decoder. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;

enum { FC = 1, FZ = 2, FV = 64, FN = 128 };
enum mode { IMP, IMM, ZP, ZPX, ABS, ABX, INY, REL };
enum inst { BRK, LDA, LDX, LDY, STA, STX, STY, ADC, SBC, AND, ORA, EOR, CMP, CPX, CPY, INC, DEC, INX, INY_, DEX, DEY,
            TAX, TXA, TAY, TYA, ASL, LSR, ROL, ROR, CLC, SEC, PHA, PLA, JSR, RTS, JMP, BNE, BEQ, BCC, BCS, BMI, BPL };

struct cpu {
    u8 a, x, y, sp, p;
    u16 pc;
    u32 cycles;
    u8 port;           /* what was last written to the output register */
    u32 written;
    u8 mem[65536];
};

#define PORT 0xd000

static inline u8 rd(const struct cpu *c, u16 at) { return at == PORT + 1 ? (u8)(c->cycles >> 3) : c->mem[at]; }
static inline u16 rd16(const struct cpu *c, u16 at) { return (u16)(rd(c, at) | rd(c, (u16)(at + 1)) << 8); }

static inline void wr(struct cpu *c, u16 at, u8 v)
{
    if (at == PORT) {
        c->port = v;
        c->written = c->written * 33 + v;
        return;
    }
    c->mem[at] = v;
}

static inline void set_nz(struct cpu *c, u8 v) { c->p = (u8)((c->p & ~(FN | FZ)) | (v & FN) | (v ? 0 : FZ)); }
static inline void set_c(struct cpu *c, bool on) { c->p = (u8)(on ? c->p | FC : c->p & ~FC); }
static inline void push(struct cpu *c, u8 v) { c->mem[0x100 | c->sp--] = v; }
static inline u8 pull(struct cpu *c) { return c->mem[0x100 | ++c->sp]; }

static u16 address(struct cpu *c, enum mode m)
{
    u16 at;
    switch (m) {
    case IMM: case REL: return c->pc++;
    case ZP: return rd(c, c->pc++);
    case ZPX: return (u8)(rd(c, c->pc++) + c->x);
    case ABS: at = rd16(c, c->pc); c->pc += 2; return at;
    case ABX: at = rd16(c, c->pc); c->pc += 2; c->cycles++; return (u16)(at + c->x);
    case INY: at = rd16(c, rd(c, c->pc++)); c->cycles += 2; return (u16)(at + c->y);
    default: return 0;
    }
}

static void add(struct cpu *c, u8 v)
{
    unsigned sum = (unsigned)c->a + v + (c->p & FC);
    bool overflow = (~(c->a ^ v) & (c->a ^ sum) & 0x80) != 0;
    set_c(c, sum > 0xff);
    c->p = (u8)((c->p & ~FV) | (overflow ? FV : 0));
    c->a = (u8)sum;
    set_nz(c, c->a);
}

static void compare(struct cpu *c, u8 reg, u8 v) { set_c(c, reg >= v); set_nz(c, (u8)(reg - v)); }

static u8 shift(struct cpu *c, enum inst op, u8 v)
{
    u8 in = c->p & FC, out;
    bool carry = op == ASL || op == ROL ? v >> 7 : v & 1;
    switch (op) {
    case ASL: out = (u8)(v << 1); break;
    case ROL: out = (u8)(v << 1 | in); break;
    case LSR: out = v >> 1; break;
    default: out = (u8)(v >> 1 | in << 7); break;
    }
    set_c(c, carry);
    set_nz(c, out);
    return out;
}

static void branch(struct cpu *c, u16 at, bool taken)
{
    if (taken) {
        c->pc = (u16)(c->pc + (int8_t)rd(c, at));
        c->cycles++;
    }
}

/* An instruction is its operation, then its mode, then an operand of none to two bytes. */
#define OP(i, m) (u8)(i), (u8)(m)

static bool step(struct cpu *c)
{
    enum inst i = (enum inst)rd(c, c->pc++);
    enum mode m = (enum mode)rd(c, c->pc++);
    u16 at = address(c, m);
    u8 v;
    c->cycles += 2;
    switch (i) {
    case BRK: return false;
    case LDA: set_nz(c, c->a = rd(c, at)); break;
    case LDX: set_nz(c, c->x = rd(c, at)); break;
    case LDY: set_nz(c, c->y = rd(c, at)); break;
    case STA: wr(c, at, c->a); break;
    case STX: wr(c, at, c->x); break;
    case STY: wr(c, at, c->y); break;
    case ADC: add(c, rd(c, at)); break;
    case SBC: add(c, (u8)~rd(c, at)); break;
    case AND: set_nz(c, c->a &= rd(c, at)); break;
    case ORA: set_nz(c, c->a |= rd(c, at)); break;
    case EOR: set_nz(c, c->a ^= rd(c, at)); break;
    case CMP: compare(c, c->a, rd(c, at)); break;
    case CPX: compare(c, c->x, rd(c, at)); break;
    case CPY: compare(c, c->y, rd(c, at)); break;
    case INC: v = (u8)(rd(c, at) + 1); wr(c, at, v); set_nz(c, v); break;
    case DEC: v = (u8)(rd(c, at) - 1); wr(c, at, v); set_nz(c, v); break;
    case INX: set_nz(c, ++c->x); break;
    case INY_: set_nz(c, ++c->y); break;
    case DEX: set_nz(c, --c->x); break;
    case DEY: set_nz(c, --c->y); break;
    case TAX: set_nz(c, c->x = c->a); break;
    case TXA: set_nz(c, c->a = c->x); break;
    case TAY: set_nz(c, c->y = c->a); break;
    case TYA: set_nz(c, c->a = c->y); break;
    case ASL: case LSR: case ROL: case ROR:
        if (m == IMP)
            c->a = shift(c, i, c->a);
        else
            wr(c, at, shift(c, i, rd(c, at)));
        break;
    case CLC: set_c(c, false); break;
    case SEC: set_c(c, true); break;
    case PHA: push(c, c->a); break;
    case PLA: set_nz(c, c->a = pull(c)); break;
    case JSR: push(c, (u8)(c->pc >> 8)); push(c, (u8)c->pc); c->pc = at; c->cycles += 4; break;
    case RTS: c->pc = pull(c); c->pc |= (u16)(pull(c) << 8); break;
    case JMP: c->pc = at; break;
    case BNE: branch(c, at, !(c->p & FZ)); break;
    case BEQ: branch(c, at, c->p & FZ); break;
    case BCC: branch(c, at, !(c->p & FC)); break;
    case BCS: branch(c, at, c->p & FC); break;
    case BMI: branch(c, at, c->p & FN); break;
    case BPL: branch(c, at, !(c->p & FN)); break;
    }
    return true;
}

static const u8 rom[] = {
    /* Fill 48 bytes at 0x2000 from a feedback register. */
    OP(LDX, IMM), 47, OP(LDA, ZP), 0x10, OP(ASL, IMP), OP(BCC, REL), 3, OP(EOR, IMM), 0x1d,
    OP(STA, ZP), 0x10, OP(STA, ABX), 0x00, 0x20, OP(DEX, IMP), OP(BPL, REL), (u8)-23,
    /* Bubble sort through the pointer at 0x20. */
    OP(LDX, IMM), 47, OP(LDY, IMM), 0, OP(LDA, INY), 0x20, OP(STA, ZP), 0x11, OP(INY_, IMP), OP(LDA, INY), 0x20,
    OP(CMP, ZP), 0x11, OP(BCS, REL), 17, OP(PHA, IMP), OP(LDA, ZP), 0x11, OP(STA, INY), 0x20, OP(DEY, IMP), OP(PLA, IMP),
    /* the store of the smaller one below, then past the pair again */
    OP(STA, INY), 0x20, OP(INY_, IMP), OP(CPY, IMM), 47, OP(BCC, REL), (u8)-40, OP(DEX, IMP), OP(BNE, REL), (u8)-48,
    /* Multiply each by its neighbour: 8 by 8 bits to 16, by shifts in a subroutine. */
    OP(LDX, IMM), 46, OP(LDA, ABX), 0x00, 0x20, OP(STA, ZP), 0x12, OP(LDA, ABX), 0x01, 0x20, OP(STA, ZP), 0x13,
    OP(JSR, ABS), 0x00, 0x09, OP(STA, ABS), 0x00, 0xd0, OP(LDA, ZP), 0x14, OP(STA, ABS), 0x00, 0xd0,
    OP(DEX, IMP), OP(BNE, REL), (u8)-34, OP(BRK, IMP),
};
static const u8 multiply[] = {
    OP(LDA, IMM), 0, OP(LDY, IMM), 8, OP(LSR, ZP), 0x12, OP(BCC, REL), 5, OP(CLC, IMP), OP(ADC, ZP), 0x13,
    OP(ROR, IMP), OP(ROR, ZP), 0x14, OP(DEY, IMP), OP(BNE, REL), (u8)-21, OP(RTS, IMP),
};

static u32 run8(u8 seed)
{
    struct cpu *c = calloc(1, sizeof *c);
    if (!c)
        return 0;
    memcpy(c->mem + 0x800, rom, sizeof rom);
    memcpy(c->mem + 0x900, multiply, sizeof multiply);
    c->mem[0x10] = seed, c->mem[0x21] = 0x20, c->pc = 0x800, c->sp = 0xff;
    while (step(c) && c->cycles < 400000)
        ;
    u32 h = c->written ^ c->cycles;
    for (u16 i = 0x2000; i < 0x2030; i++)
        h = (h ^ c->mem[i]) * 16777619u;
    free(c);
    return h;
}

static inline u32 bits(u32 w, unsigned hi, unsigned lo) { return w >> lo & (u32)((2ull << (hi - lo)) - 1); }
static inline int32_t sext(u32 v, unsigned n) { u32 m = 1u << (n - 1); return (int32_t)((v ^ m) - m); }

#define R(f, rd, a, b) (0u << 26 | (u32)(rd) << 21 | (u32)(a) << 16 | (u32)(b) << 11 | (u32)(f))
#define I(op, rd, a, imm) ((u32)(op) << 26 | (u32)(rd) << 21 | (u32)(a) << 16 | ((u32)(imm) & 0xffff))

static int run32(const u32 *code, u32 n, u32 reg[32], u32 *ram, u32 mask)
{
    u32 pc = 0;
    int budget;
    for (budget = 100000; budget > 0 && pc < n; budget--) {
        u32 w = code[pc++], a = reg[bits(w, 20, 16)], b = reg[bits(w, 15, 11)], *d = &reg[bits(w, 25, 21)];
        int32_t imm = sext(bits(w, 15, 0), 16);
        switch (bits(w, 31, 26)) {
        case 0:
            switch (bits(w, 5, 0)) {
            case 0: *d = a + b; break;
            case 1: *d = a - b; break;
            case 2: *d = a * b; break;
            case 3: *d = a ^ b; break;
            case 4: *d = a << (b & 31) | a >> (-b & 31); break;
            case 5: *d = (int32_t)a < (int32_t)b; break;
            case 6: *d = a >> (b & 31); break;
            }
            break;
        case 1: *d = a + (u32)imm; break;
        case 2: *d = ram[(a + (u32)imm) & mask]; break;
        case 3: ram[(a + (u32)imm) & mask] = *d; break;
        case 4: if (*d == a) pc += (u32)imm; break;
        case 5: if (*d != a) pc += (u32)imm; break;
        case 6: *d = pc; pc += (u32)imm; break;
        default: return -1;
        }
        reg[0] = 0;
    }
    return budget;
}

int main(void)
{
    /* Fill, then a running product and a rotating mix over the words, 20 times. */
    static const u32 code[] = {
        I(1, 1, 0, 20), I(1, 2, 0, 256), I(1, 5, 0, 0), I(1, 3, 5, 77), R(2, 3, 3, 9), R(3, 3, 3, 1), I(3, 3, 5, 0),
        I(1, 5, 5, 1), I(5, 5, 2, -6), I(1, 5, 0, 0), I(2, 6, 5, 0), I(2, 7, 5, 1), R(0, 8, 6, 8), R(4, 8, 8, 7),
        R(5, 10, 8, 0), I(4, 10, 0, 1), R(3, 8, 8, 9), I(3, 8, 5, 0), I(1, 5, 5, 1), I(5, 5, 2, -10), I(1, 1, 1, -1),
        I(5, 1, 0, -20) };
    u32 sum = 1;
    for (unsigned k = 1; k <= 40; k++)
        sum = sum * 31 + run8((u8)(k * 6 + 1));
    for (unsigned k = 0; k < 14; k++) {
        u32 reg[32] = { 0 }, ram[512] = { 0 };
        reg[9] = 0x9e3779b1u + k * 2;
        reg[1] = (u32)run32(code, sizeof code / sizeof *code, reg, ram, 511);
        for (int i = 0; i < 32; i++)
            sum = (sum ^ reg[i]) * 16777619u;
    }
    printf("cpu %08x\n", (unsigned)sum);
    return 0;
}
