// rng: generators (LCG, xorshift, PCG, Mersenne twister, xoshiro), shuffles, sampling, dice, spaced grids, random graphs.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { uint32_t (*next)(void *state); void *state; } generator;

struct lcg { uint32_t x; };
static uint32_t lcg_next(void *s) {
	struct lcg *g = s;
	uint32_t high = (g->x = g->x * 1103515245u + 12345u) & 0xffff0000;
	return high | (g->x = g->x * 1103515245u + 12345u) >> 16;
}

static uint32_t xorshift128_next(void *s) {
	uint32_t *x = s, t = x[3];
	t ^= t << 11, t ^= t >> 8, x[3] = x[2], x[2] = x[1], x[1] = x[0];
	return x[0] ^= t ^ x[0] >> 19;
}

static uint32_t pcg_next(void *s) {
	uint64_t *state = s, old = *state;
	*state = old * 6364136223846793005u + 1442695040888963407u;
	uint32_t mixed = (uint32_t)((old >> 18 ^ old) >> 27), turn = (uint32_t)(old >> 59);
	return mixed >> turn | mixed << (-turn & 31);
}

static uint64_t splitmix(uint64_t *s) {
	uint64_t z = *s += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u, z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

#define ROTL64(x, k) ((x) << (k) | (x) >> (64 - (k)))

static uint32_t xoshiro_next(void *state) {
	uint64_t *s = state, result = ROTL64(s[1] * 5, 7) * 9, t = s[1] << 17;
	s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t, s[3] = ROTL64(s[3], 45);
	return (uint32_t)(result >> 32);
}

enum { MT_SIZE = 624, MT_SHIFT = 397 };
struct twister { uint32_t mt[MT_SIZE]; int at; };

static void twister_seed(struct twister *t, uint32_t seed) {
	t->mt[0] = seed;
	for (int i = 1; i < MT_SIZE; i++) t->mt[i] = 1812433253u * (t->mt[i - 1] ^ t->mt[i - 1] >> 30) + (uint32_t)i;
	t->at = MT_SIZE;
}

static void twister_refill(uint32_t *mt) {
	static const uint32_t mag[2] = {0, 0x9908b0df};
	for (int i = 0; i < MT_SIZE; i++) {
		uint32_t y = (mt[i] & 0x80000000u) | (mt[(i + 1) % MT_SIZE] & 0x7fffffffu);
		int k = i + MT_SHIFT < MT_SIZE ? i + MT_SHIFT : i + MT_SHIFT - MT_SIZE;
		mt[i] = mt[k] ^ y >> 1 ^ mag[y & 1];
	}
}

static uint32_t twister_next(void *s) {
	struct twister *t = s;
	if (t->at >= MT_SIZE) twister_refill(t->mt), t->at = 0;
	uint32_t y = t->mt[t->at++];
	y ^= y >> 11, y ^= y << 7 & 0x9d2c5680u, y ^= y << 15 & 0xefc60000u;
	return y ^ y >> 18;
}

static inline uint32_t draw(const generator *g) { return g->next(g->state); }
static inline double unit(const generator *g) { return draw(g) * (1.0 / 4294967296.0); }

static uint32_t below(const generator *g, uint32_t n) {
	uint64_t m = (uint64_t)draw(g) * n;
	if ((uint32_t)m < n)
		for (uint32_t least = -n % n; (uint32_t)m < least;) m = (uint64_t)draw(g) * n;
	return (uint32_t)(m >> 32);
}

static uint64_t shuffles(const generator *g, int n, int rounds) {
	static int deck[512];
	uint64_t sum = 0;
	for (int i = 0; i < n; i++) deck[i] = i;
	for (int r = 0; r < rounds; r++) {
		int cycles = 0;
		bool seen[512] = {false};
		for (int i = n - 1; i > 0; i--) {
			int j = (int)below(g, (uint32_t)i + 1), t = deck[i];
			deck[i] = deck[j], deck[j] = t;
		}
		for (int i = 0; i < n; i++) {
			cycles += !seen[i];
			for (int j = i; !seen[j]; j = deck[j]) seen[j] = true;
		}
		sum = sum * 7 + (unsigned)cycles + (unsigned)deck[r % n];
	}
	return sum;
}

// A reservoir, a weighted choice by alias tables, and normal deviates from pairs.
static uint64_t sampling(const generator *g, int n) {
	uint32_t reservoir[32], hits[16] = {0};
	double weight[16], total = 0, mean = 0, square = 0;
	int alias[16], small[16], large[16], ns = 0, nl = 0;
	for (int i = 0; i < n; i++) {
		uint32_t slot = i < 32 ? (uint32_t)i : below(g, (uint32_t)i + 1);
		if (slot < 32) reservoir[slot] = (uint32_t)i;
	}
	for (int i = 0; i < 16; i++) total += weight[i] = 1 + i * i % 7;
	for (int i = 0; i < 16; i++) {
		alias[i] = i;
		if ((weight[i] *= 16 / total) < 1) small[ns++] = i;
		else large[nl++] = i;
	}
	while (ns && nl) {
		int s = small[--ns], l = large[nl - 1];
		alias[s] = l, weight[l] -= 1 - weight[s];
		if (weight[l] < 1) small[ns++] = large[--nl];
	}
	for (int i = 0; i < n; i++) {
		uint32_t k = draw(g) >> 28;
		hits[unit(g) < weight[k] ? k : (uint32_t)alias[k]]++;
	}
	for (int i = 1; i <= n / 2; i++) {
		double x, y, r;
		do x = 2 * unit(g) - 1, y = 2 * unit(g) - 1, r = x * x + y * y;
		while (r >= 1 || r == 0);
		x *= sqrt(1 / r - 1); // heavier tails than a normal deviate, and no logarithm
		double d = x - mean;
		mean += d / i, square += d * (x - mean);
	}
	uint64_t sum = (uint64_t)(fabs(mean) * 1e6) + (uint64_t)(square > 1);
	for (int i = 0; i < 32; i++) sum = sum * 31 + reservoir[i] + hits[i / 2];
	return sum;
}

#define ORDER(a, b) if (a > b) a ^= b, b ^= a, a ^= b
static uint64_t dice(const generator *g, int rolls) {
	int count[19] = {0}, longest = 0, run = 0, last = 0, straight = 0;
	for (int i = 0; i < rolls; i++) {
		int a = 1 + (int)(draw(g) >> 16) % 6, b = 1 + (int)below(g, 6), c = 1 + (int)(6 * unit(g));
		count[a + b + c]++;
		ORDER(a, b); ORDER(b, c); ORDER(a, b);
		straight += b == a + 1 && c == b + 1;
		run = last == a ? run + 1 : 1, last = a;
		if (run > longest) longest = run;
	}
	double chi = 0;
	for (int i = 3; i <= 18; i++) chi += (double)count[i] * count[i] / (i < 11 ? i : 21 - i);
	return (uint64_t)chi * 100 + (unsigned)(straight * 10 + longest);
}

// Each new point is the farthest from the others among some candidates, looked up in a grid of cells that wraps around.
static uint64_t spaced_points(const generator *g, int points) {
	enum { CELLS = 16 };
	static float px[256], py[256];
	static int16_t cell[CELLS][CELLS], chain[256];
	uint64_t sum = 0;
	memset(cell, -1, sizeof cell);
	for (int n = 0; n < points; n++) {
		float best = -1;
		for (int tries = 0; tries < 6; tries++) {
			float x = (float)(draw(g) >> 8) / 16777216, y = (float)(draw(g) >> 8) / 16777216, nearest = 9;
			int cx = (int)(x * CELLS), cy = (int)(y * CELLS);
			for (int k = 0; k < 9; k++)
				for (int p = cell[(cy + k / 3 + CELLS - 1) % CELLS][(cx + k % 3 + CELLS - 1) % CELLS]; p >= 0; p = chain[p]) {
					float dx = fabsf(px[p] - x), dy = fabsf(py[p] - y);
					if (dx > 0.5f) dx = 1 - dx;
					if (dy > 0.5f) dy = 1 - dy;
					nearest = fminf(nearest, dx * dx + dy * dy);
				}
			if (nearest > best) best = nearest, px[n] = x, py[n] = y;
		}
		int16_t *slot = &cell[(int)(py[n] * CELLS)][(int)(px[n] * CELLS)];
		chain[n] = *slot, *slot = (int16_t)n;
		sum = sum * 3 + (uint64_t)(px[n] * 65536) + (uint64_t)(py[n] * 256);
	}
	return sum;
}

static int find(int *parent, int x) {
	while (parent[x] != x) x = parent[x] = parent[parent[x]];
	return x;
}

static uint64_t graph(const generator *g, int n) {
	int *parent = malloc((size_t)n * sizeof *parent), *degree = calloc((size_t)n, sizeof *degree), parts = n, edges = 0, most = 0;
	if (!parent || !degree) abort();
	for (int i = 0; i < n; i++) parent[i] = i;
	for (; parts > n / 50 + 1; edges++) {
		int a = (int)below(g, (uint32_t)n), b = (int)below(g, (uint32_t)n);
		degree[a]++, degree[b]++;
		if ((a = find(parent, a)) != (b = find(parent, b))) parent[a] = b, parts--;
	}
	for (int i = 0; i < n; i++) most = degree[i] > most ? degree[i] : most;
	free(parent), free(degree);
	return (uint64_t)edges * 1000 + (unsigned)most;
}

int main(void) {
	struct lcg lcg = {42};
	uint32_t xorshift[4] = {1, 22, 333, 4444};
	uint64_t pcg = 99, xoshiro[4], seed = 7, sum = 0;
	static struct twister twister;
	twister_seed(&twister, 5489);
	for (int i = 0; i < 4; i++) xoshiro[i] = splitmix(&seed);
	const generator all[] = {{lcg_next, &lcg}, {xorshift128_next, xorshift}, {pcg_next, &pcg}, {xoshiro_next, xoshiro}, {twister_next, &twister}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		const generator *g = &all[i];
		sum = sum * 31 + shuffles(g, 400, 130);
		sum = sum * 31 + sampling(g, 28000);
		sum = sum * 31 + dice(g, 32000);
		sum = sum * 31 + spaced_points(g, 256);
		sum = sum * 31 + graph(g, 16000);
	}
	for (int i = 0; i < 150000; i++) sum += twister_next(&twister) ^ xoshiro_next(xoshiro) ^ pcg_next(&pcg) ^ splitmix(&seed);
	printf("rng %016llx\n", (unsigned long long)sum);
	return 0;
}
