// bits: counts and reversals, Morton and Gray codes, bitsets, queens and subset sums, life on bit boards, sliding attacks.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint32_t state = 0x1234567;

static inline uint32_t next_random(void) {
	state ^= state << 13, state ^= state >> 17, state ^= state << 5;
	return state;
}

static int popcount_swar(uint32_t v) {
	v -= v >> 1 & 0x55555555;
	v = (v & 0x33333333) + (v >> 2 & 0x33333333);
	return (int)(((v + (v >> 4)) & 0x0f0f0f0f) * 0x01010101 >> 24);
}

static int popcount_loop(uint64_t v) {
	int n = 0;
	for (; v; n++) v &= v - 1;
	return n;
}

static int clz_steps(uint32_t v) {
	int n = 0;
	if (!v) return 32;
	if (!(v & 0xffff0000)) n += 16, v <<= 16;
	if (!(v & 0xff000000)) n += 8, v <<= 8;
	if (!(v & 0xf0000000)) n += 4, v <<= 4;
	if (!(v & 0xc0000000)) n += 2, v <<= 2;
	return n + !(v & 0x80000000);
}

static int ctz_table(uint32_t v) {
	static uint8_t where[37];
	if (!where[1])
		for (int i = 0; i < 32; i++) where[(1u << i) % 37] = (uint8_t)(i + 1);
	return where[(v & -v) % 37] - 1;
}

static uint32_t reverse_bits(uint32_t v) {
	v = (v >> 1 & 0x55555555) | (v & 0x55555555) << 1;
	v = (v >> 2 & 0x33333333) | (v & 0x33333333) << 2;
	v = (v >> 4 & 0x0f0f0f0f) | (v & 0x0f0f0f0f) << 4;
	return v << 24 | (v & 0xff00) << 8 | (v >> 8 & 0xff00) | v >> 24;
}

static uint64_t counts(int rounds) {
	uint64_t sum = 0;
	do {
		uint32_t x = next_random(), y = x & next_random();
		sum += (uint64_t)popcount_swar(x) * (unsigned)popcount_loop((uint64_t)x << 20 | y);
		sum ^= reverse_bits(y) + (unsigned)clz_steps(y) + ((uint64_t)(unsigned)ctz_table(x) << 8);
		sum += (unsigned)(__builtin_popcount(y) + __builtin_clzll(sum | 1) + __builtin_ctz(y | 1u << 31));
	} while (--rounds);
	return sum;
}

static uint32_t spread(uint32_t x) {
	x = (x | x << 8) & 0x00ff00ff, x = (x | x << 4) & 0x0f0f0f0f;
	x = (x | x << 2) & 0x33333333, x = (x | x << 1) & 0x55555555;
	return x;
}

static uint32_t squeeze(uint32_t x) {
	static const uint32_t masks[4] = {0x33333333, 0x0f0f0f0f, 0x00ff00ff, 0x0000ffff};
	x &= 0x55555555;
	for (int i = 0; i < 4; i++) x = (x | x >> (1 << i)) & masks[i];
	return x;
}

static uint64_t curves(unsigned side) {
	uint64_t sum = 0;
	for (unsigned y = 0; y < side; y++)
		for (unsigned x = 0; x < side; x++) {
			uint32_t z = spread(x) | spread(y) << 1, gray = z ^ z >> 1, back = gray;
			for (int s = 16; s; s >>= 1) back ^= back >> s;
			sum = sum * 5 + gray + (squeeze(back) ^ squeeze(back >> 1));
		}
	return sum;
}

enum { BITS = 40000, WORDS = (BITS + 31) / 32 };
typedef struct { uint32_t word[WORDS]; } bitset;

#define BIT_SET(b, i) ((b)->word[(i) >> 5] |= 1u << ((i) & 31))
#define BIT_CLEAR(b, i) ((b)->word[(i) >> 5] &= ~(1u << ((i) & 31)))
static inline bool bit_test(const bitset *b, unsigned i) { return b->word[i / 32] >> (i % 32) & 1; }

static int next_bit(const bitset *b, int from) {
	if (from >= BITS) return -1;
	size_t w = (size_t)from >> 5;
	uint32_t bits = b->word[w] & ~0u << (from & 31);
	while (!bits) {
		if (++w == WORDS) return -1;
		bits = b->word[w];
	}
	return (int)(w * 32) + __builtin_ctz(bits);
}

static uint64_t sieve(void) {
	static bitset primes, squares;
	uint64_t sum = 0;
	memset(&primes, 0xaa, sizeof primes), memset(&squares, 0, sizeof squares);
	BIT_CLEAR(&primes, 1), BIT_SET(&primes, 2);
	for (unsigned p = 3; p * p < BITS; p += 2)
		if (bit_test(&primes, p))
			for (unsigned m = p * p; m < BITS; m += 2 * p) BIT_CLEAR(&primes, m);
	for (unsigned i = 1; i * i + 1 < BITS; i++) BIT_SET(&squares, i * i + 1);
	for (int p = next_bit(&primes, 0); p >= 0; p = next_bit(&primes, p + 1)) sum += (unsigned)p;
	for (size_t w = 0; w < WORDS; w++) squares.word[w] &= primes.word[w];
	for (int p = -1; (p = next_bit(&squares, p + 1)) >= 0;) sum = sum * 3 + (unsigned)p;
	return sum;
}

// Can each total be had? One bit per total, shifted by each weight in turn.
static uint64_t subset_sums(const uint16_t *weights, int n) {
	static uint64_t can[1024];
	size_t words = sizeof can / sizeof *can;
	uint64_t count = 0;
	memset(can, 0, sizeof can), can[0] = 1;
	for (int i = 0; i < n; i++) {
		size_t skip = weights[i] / 64;
		unsigned shift = weights[i] % 64;
		for (size_t w = words; w-- > skip;) {
			uint64_t v = can[w - skip] << shift;
			if (shift && w > skip) v |= can[w - skip - 1] >> (64 - shift);
			can[w] |= v;
		}
	}
	for (const uint64_t *p = can, *end = can + words; p < end; p++) count += (unsigned)__builtin_popcountll(*p) * (*p % 7);
	return count;
}

static unsigned queens(unsigned all, unsigned columns, unsigned left, unsigned right) {
	if (columns == all) return 1;
	unsigned found = 0;
	for (unsigned open = all & ~(columns | left | right); open;) {
		unsigned place = open & -open;
		open ^= place;
		found += queens(all, columns | place, (left | place) << 1, (right | place) >> 1);
	}
	return found;
}

// Every subset of a fixed size, by the next word with as many bits.
static uint32_t combinations(int n, int k) {
	uint32_t sum = 0;
	for (uint32_t v = (1u << k) - 1; v < 1u << n;) {
		uint32_t low = v & -v, carry = v + low;
		sum = sum * 31 + v;
		v = carry | ((v ^ carry) >> 2) / low;
	}
	return sum;
}

// Life on a torus of 64 columns: neighbours are added bit by bit, all the row at once.
static uint64_t life(int generations) {
	enum { ROWS = 48 };
	uint64_t grid[ROWS], next[ROWS], sum = 0;
	for (int i = 0; i < ROWS; i++) grid[i] = (uint64_t)next_random() << 32 | next_random();
	while (generations--) {
		for (int i = 0; i < ROWS; i++) {
			uint64_t row[3] = {grid[(i + ROWS - 1) % ROWS], grid[i], grid[(i + 1) % ROWS]}, one = 0, two = 0, four = 0;
			for (int k = 0; k < 9; k++) {
				if (k == 4) continue;
				uint64_t r = row[k / 3], x = k % 3 == 0 ? r << 1 | r >> 63 : k % 3 == 1 ? r : r >> 1 | r << 63;
				uint64_t c = one & x;
				one ^= x, four |= two & c, two ^= c;
			}
			next[i] = two & ~four & (one | grid[i]);
		}
		memcpy(grid, next, sizeof grid);
	}
	for (int i = 0; i < ROWS; i++) sum = sum * 31 ^ grid[i];
	return sum;
}

typedef uint64_t board;
static const board NOT_A = 0xfefefefefefefefe, NOT_H = 0x7f7f7f7f7f7f7f7f;
static board slide_rays(int square, board occupied, bool diagonal) {
	static const int8_t steps[2][4][2] = {{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}, {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}};
	board attacks = 0;
	for (int d = 0; d < 4; d++) {
		int dx = steps[diagonal][d][0], dy = steps[diagonal][d][1];
		for (int x = (square & 7) + dx, y = (square >> 3) + dy; x >= 0 && x < 8 && y >= 0 && y < 8; x += dx, y += dy) {
			attacks |= (board)1 << (y * 8 + x);
			if (occupied >> (y * 8 + x) & 1) break;
		}
	}
	return attacks;
}

static board knights(board b) {
	board l1 = b >> 1 & NOT_H, l2 = l1 >> 1 & NOT_H, r1 = b << 1 & NOT_A, r2 = r1 << 1 & NOT_A;
	return (l1 | r1) << 16 | (l1 | r1) >> 16 | (l2 | r2) << 8 | (l2 | r2) >> 8;
}

static uint64_t attacks(int positions) {
	uint64_t sum = 0;
	for (int i = 0; i < positions; i++) {
		board men = ((board)next_random() << 32 | next_random()) & ((board)next_random() << 32 | next_random()), seen = knights(men & 0xff);
		for (board rest = men; rest; rest &= rest - 1) seen ^= slide_rays(__builtin_ctzll(rest), men, rest % 3 == 0);
		sum = sum * 3 + (unsigned)__builtin_popcountll(seen & ~men) + (seen >> 40);
	}
	return sum;
}

int main(void) {
	uint16_t weights[40];
	for (int i = 0; i < 40; i++) weights[i] = (uint16_t)(next_random() % 1600 + 3);
	uint64_t sum = counts(130000) + curves(480);
	for (int i = 0; i < 24; i++) sum = sum * 31 + sieve() + subset_sums(weights + i, 16);
	sum = sum * 31 + queens((1u << 10) - 1, 0, 0, 0) + combinations(22, 9);
	sum = sum * 31 + life(1200) + attacks(7000);
	printf("bits %016llx\n", (unsigned long long)sum);
	return 0;
}
