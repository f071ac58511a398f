// field: arithmetic modulo 2^255-19 in two layouts, Poly1305, Montgomery multiplication and modular exponentiation.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef uint64_t fe51[5];
typedef int64_t fe25[10];
typedef struct { uint64_t lo, hi; } u128;

#define MASK51 ((1ull << 51) - 1)

static u128 mul64(uint64_t a, uint64_t b) {
	uint64_t al = (uint32_t)a, ah = a >> 32, bl = (uint32_t)b, bh = b >> 32;
	uint64_t ll = al * bl, lh = al * bh, hl = ah * bl, hh = ah * bh;
	uint64_t mid = (ll >> 32) + (uint32_t)lh + (uint32_t)hl;
	return (u128){mid << 32 | (uint32_t)ll, hh + (lh >> 32) + (hl >> 32) + (mid >> 32)};
}

static inline void add_product(u128 *sum, uint64_t a, uint64_t b) {
	u128 p = mul64(a, b);
	sum->lo += p.lo, sum->hi += p.hi + (sum->lo < p.lo);
}

static void fe51_mul(fe51 out, const fe51 a, const fe51 b) {
	u128 t[5] = {{0, 0}};
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			add_product(&t[(i + j) % 5], a[i], i + j < 5 ? b[j] : 19 * b[j]);
	uint64_t carry = 0;
	for (int i = 0; i < 5; i++) {
		t[i].lo += carry, t[i].hi += t[i].lo < carry;
		out[i] = t[i].lo & MASK51;
		carry = t[i].hi << 13 | t[i].lo >> 51;
	}
	out[0] += carry * 19;
	out[1] += out[0] >> 51, out[0] &= MASK51;
}

// Raises to p-2 = 2^255-21, whose bits are ones but for the second and the fourth.
static void fe51_invert(fe51 out, const fe51 z) {
	fe51 t;
	memcpy(t, z, sizeof t);
	for (int bit = 253; bit >= 0; bit--) {
		fe51_mul(t, t, t);
		if (bit != 2 && bit != 4) fe51_mul(t, t, z);
	}
	memcpy(out, t, sizeof t);
}

static void fe25_carry(int64_t *h) {
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 10; i++) {
			int64_t bits = 26 - (i & 1), c = (h[i] + ((int64_t)1 << (bits - 1))) >> bits;
			h[i] -= c * ((int64_t)1 << bits);
			h[i == 9 ? 0 : i + 1] += i == 9 ? c * 19 : c;
		}
}

static void fe25_mul(fe25 out, const fe25 f, const fe25 g) {
	int64_t h[19] = {0};
	for (int i = 0; i < 10; i++) {
		int64_t odd = f[i] * (1 + (i & 1));
		for (int j = 0; j < 10; j += 2) {
			h[i + j] += f[i] * g[j];
			h[i + j + 1] += odd * g[j + 1];
		}
	}
	for (int i = 18; i >= 10; i--) h[i - 10] += 19 * h[i];
	fe25_carry(memcpy(out, h, sizeof(fe25)));
}

static inline void fe25_swap(fe25 a, fe25 b, int64_t bit) {
	for (int i = 0; i < 10; i++) {
		int64_t x = -bit & (a[i] ^ b[i]);
		a[i] ^= x, b[i] ^= x;
	}
}

#define LIMBWISE(name, op)                                                   \
	static inline void name(fe25 out, const fe25 a, const fe25 b) {          \
		for (int i = 0; i < 10; i++) out[i] = a[i] op b[i];                  \
	}
LIMBWISE(fe25_add, +)
LIMBWISE(fe25_sub, -)

// The x-only ladder of a Montgomery curve.
static void ladder(fe25 x2, fe25 z2, const fe25 x1, uint64_t scalar) {
	fe25 x3, z3 = {1}, a, b, c, d, e;
	int64_t swap = 0;
	memcpy(x3, x1, sizeof x3), memset(x2, 0, sizeof x3), memset(z2, 0, sizeof x3);
	x2[0] = 1, z3[0] = 1;
	for (int pos = 63; pos >= 0; pos--) {
		int64_t bit = scalar >> pos & 1;
		fe25_swap(x2, x3, swap ^ bit), fe25_swap(z2, z3, swap ^ bit), swap = bit;
		fe25_add(a, x2, z2), fe25_sub(b, x2, z2);
		fe25_add(c, x3, z3), fe25_sub(d, x3, z3);
		fe25_mul(d, d, a), fe25_mul(c, c, b), fe25_mul(a, a, a), fe25_mul(b, b, b);
		fe25_add(x3, d, c), fe25_sub(z3, d, c);
		fe25_mul(x3, x3, x3), fe25_mul(z3, z3, z3), fe25_mul(z3, z3, x1);
		fe25_mul(x2, a, b), fe25_sub(e, a, b);
		for (int i = 0; i < 10; i++) c[i] = e[i] * 121665;
		fe25_carry(c), fe25_add(c, c, a), fe25_mul(z2, e, c);
	}
	fe25_swap(x2, x3, swap), fe25_swap(z2, z3, swap);
}

struct poly { uint32_t r[5], s[5], h[5]; };

static inline uint32_t load32(const unsigned char *p) { return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24; }

static void poly_init(struct poly *st, const unsigned char key[16]) {
	static const uint32_t clamp[5] = {0x3ffffff, 0x3ffff03, 0x3ffc0ff, 0x3f03fff, 0x00fffff};
	memset(st, 0, sizeof *st);
	for (int i = 0; i < 5; i++) {
		st->r[i] = (i < 4 ? load32(key + 3 * i) >> 2 * i : load32(key + 12) >> 8) & clamp[i];
		st->s[i] = st->r[i] * 5;
	}
}

static void poly_blocks(struct poly *st, const unsigned char *m, size_t n) {
	const uint32_t r0 = st->r[0], r1 = st->r[1], r2 = st->r[2], r3 = st->r[3], r4 = st->r[4];
	const uint32_t s1 = st->s[1], s2 = st->s[2], s3 = st->s[3], s4 = st->s[4];
	uint32_t h0 = st->h[0], h1 = st->h[1], h2 = st->h[2], h3 = st->h[3], h4 = st->h[4];
	for (; n >= 16; n -= 16, m += 16) {
		h0 += load32(m) & 0x3ffffff;
		h1 += (load32(m + 3) >> 2) & 0x3ffffff;
		h2 += (load32(m + 6) >> 4) & 0x3ffffff;
		h3 += (load32(m + 9) >> 6) & 0x3ffffff;
		h4 += (load32(m + 12) >> 8) | 1 << 24;
		uint64_t d0 = (uint64_t)h0 * r0 + (uint64_t)h1 * s4 + (uint64_t)h2 * s3 + (uint64_t)h3 * s2 + (uint64_t)h4 * s1;
		uint64_t d1 = (uint64_t)h0 * r1 + (uint64_t)h1 * r0 + (uint64_t)h2 * s4 + (uint64_t)h3 * s3 + (uint64_t)h4 * s2;
		uint64_t d2 = (uint64_t)h0 * r2 + (uint64_t)h1 * r1 + (uint64_t)h2 * r0 + (uint64_t)h3 * s4 + (uint64_t)h4 * s3;
		uint64_t d3 = (uint64_t)h0 * r3 + (uint64_t)h1 * r2 + (uint64_t)h2 * r1 + (uint64_t)h3 * r0 + (uint64_t)h4 * s4;
		uint64_t d4 = (uint64_t)h0 * r4 + (uint64_t)h1 * r3 + (uint64_t)h2 * r2 + (uint64_t)h3 * r1 + (uint64_t)h4 * r0;
		d1 += d0 >> 26, h0 = d0 & 0x3ffffff, d2 += d1 >> 26, h1 = d1 & 0x3ffffff;
		d3 += d2 >> 26, h2 = d2 & 0x3ffffff, d4 += d3 >> 26, h3 = d3 & 0x3ffffff;
		h4 = d4 & 0x3ffffff, h0 += (uint32_t)(d4 >> 26) * 5;
		h1 += h0 >> 26, h0 &= 0x3ffffff;
	}
	st->h[0] = h0, st->h[1] = h1, st->h[2] = h2, st->h[3] = h3, st->h[4] = h4;
}

enum { LIMBS = 16 };

static void mont_mul(uint32_t *restrict out, const uint32_t *a, const uint32_t *b, const uint32_t *mod, uint32_t inv) {
	uint32_t t[LIMBS + 2] = {0}, borrow = 0;
	for (size_t i = 0; i < LIMBS; i++) {
		uint64_t c = 0;
		for (size_t j = 0; j < LIMBS; j++, c >>= 32)
			t[j] = (uint32_t)(c += (uint64_t)a[j] * b[i] + t[j]);
		t[LIMBS] = (uint32_t)(c += t[LIMBS]), t[LIMBS + 1] = (uint32_t)(c >> 32);
		uint32_t q = t[0] * inv;
		c = ((uint64_t)q * mod[0] + t[0]) >> 32;
		for (size_t j = 1; j < LIMBS; j++, c >>= 32)
			t[j - 1] = (uint32_t)(c += (uint64_t)q * mod[j] + t[j]);
		t[LIMBS - 1] = (uint32_t)(c += t[LIMBS]);
		t[LIMBS] = t[LIMBS + 1] + (uint32_t)(c >> 32);
	}
	for (int i = 0; i < LIMBS; i++) {
		uint64_t d = (uint64_t)t[i] - mod[i] - borrow;
		out[i] = (uint32_t)d, borrow = d >> 63;
	}
	if (borrow > t[LIMBS]) memcpy(out, t, LIMBS * sizeof *out);
}

static uint32_t mont_power(uint32_t exponent, uint32_t seed) {
	uint32_t mod[LIMBS], base[LIMBS], acc[LIMBS], t[LIMBS], inv = 1;
	for (int i = 0; i < LIMBS; i++) {
		mod[i] = seed = seed * 1664525 + 1013904223;
		acc[i] = base[i] = mod[i] ^ 0x5555;
	}
	mod[0] |= 1, mod[LIMBS - 1] |= 1u << 31, base[LIMBS - 1] = acc[LIMBS - 1] = 7;
	for (int i = 0; i < 5; i++) inv *= 2 - mod[0] * inv;
	for (uint32_t bit = 1u << 31; bit; bit >>= 1) {
		mont_mul(t, acc, acc, mod, -inv);
		if (exponent & bit) mont_mul(acc, t, base, mod, -inv);
		else memcpy(acc, t, sizeof acc);
	}
	return acc[0] ^ acc[LIMBS / 2] ^ acc[LIMBS - 1];
}

static int probable_prime(uint32_t n) {
	static const uint8_t bases[] = {2, 7, 61};
	uint32_t d = n - 1, s = 0;
	for (; !(d & 1); d >>= 1) s++;
	for (size_t i = 0; i < sizeof bases; i++) {
		uint64_t x = 1, b = bases[i] % n;
		for (uint32_t e = d; e; e >>= 1, b = b * b % n)
			if (e & 1) x = x * b % n;
		uint32_t k = 0;
		while (k < s && x != n - 1 && !(k == 0 && x == 1)) x = x * x % n, k++;
		if (k == s) return 0;
	}
	return 1;
}

int main(void) {
	fe51 a = {123456789, 987654321, 5555, 42, 1}, inv;
	fe25 x = {9}, z, base = {9};
	struct poly poly;
	unsigned char text[4096];
	uint64_t sum = 0;
	for (int i = 0; i < 40; i++) {
		fe51_invert(inv, a), fe51_mul(a, a, inv);
		sum = sum * 3 + a[0] + inv[4]; // a is one here
		a[0] += i * 77777, a[2] ^= inv[2];
	}
	for (int i = 0; i < 40; i++) {
		ladder(x, z, base, 0x9e3779b97f4a7c15u * (i + 1));
		sum ^= (uint64_t)x[i % 10] + ((uint64_t)z[i % 7] << 32);
	}
	for (unsigned i = 0; i < sizeof text; i++) text[i] = (unsigned char)(i * i >> 3 ^ i);
	poly_init(&poly, text + 100);
	for (int i = 0; i < 600; i++) poly_blocks(&poly, text + i, sizeof text - i);
	for (int i = 0; i < 5; i++) sum = sum * 7 + poly.h[i];
	for (uint32_t i = 1; i < 120; i++) sum += (uint64_t)mont_power(i * 0x9e3779b9, i) << i % 32;
	for (uint32_t n = 4000000001u; n < 4000040001u; n += 2) sum += probable_prime(n) ? n : 0;
	printf("field %016llx\n", (unsigned long long)sum);
	return 0;
}
