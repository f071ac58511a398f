// bignum: long multiplication and division, factorials, Fibonacci numbers, pi by a spigot, greatest common divisors.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { uint32_t *limb; size_t used, room; } big;

static void big_reserve(big *b, size_t n) {
	if (n <= b->room) return;
	b->room = n * 2;
	b->limb = realloc(b->limb, b->room * sizeof *b->limb);
	if (!b->limb) abort();
}

static inline void swap(big *a, big *b) { big t = *a; *a = *b, *b = t; }

static void big_trim(big *b) { while (b->used && b->limb[b->used - 1] == 0) b->used--; }

static void big_set(big *b, uint64_t v) {
	big_reserve(b, 2);
	for (b->used = 0; v; v >>= 32) b->limb[b->used++] = (uint32_t)v;
}

static void big_mul_small(big *b, uint32_t m) {
	uint64_t carry = 0;
	for (size_t i = 0; i < b->used; i++) {
		b->limb[i] = (uint32_t)(carry += (uint64_t)b->limb[i] * m), carry >>= 32;
	}
	if (carry) big_reserve(b, b->used + 1), b->limb[b->used++] = (uint32_t)carry;
}

static uint32_t big_div_small(big *b, uint32_t d) {
	uint64_t rem = 0;
	for (size_t i = b->used; i-- > 0;) {
		rem = rem << 32 | b->limb[i];
		b->limb[i] = (uint32_t)(rem / d), rem %= d;
	}
	big_trim(b);
	return (uint32_t)rem;
}

static void big_add(big *a, const big *b) {
	uint32_t carry = 0;
	size_t n = (a->used > b->used ? a->used : b->used) + 1;
	big_reserve(a, n);
	memset(a->limb + a->used, 0, (n - a->used) * sizeof(uint32_t));
	for (size_t i = 0; i < n; i++) {
		uint32_t x = a->limb[i] + carry, y = i < b->used ? b->limb[i] : 0;
		carry = x < carry;
		a->limb[i] = x + y;
		carry += a->limb[i] < y;
	}
	a->used = n;
	big_trim(a);
}

static int big_compare(const big *a, const big *b) {
	if (a->used != b->used) return a->used < b->used ? -1 : 1;
	for (size_t i = a->used; i--;)
		if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

static void big_sub(big *a, const big *b) {
	int64_t borrow = 0;
	for (size_t i = 0; i < a->used; i++) {
		borrow += (int64_t)a->limb[i] - (i < b->used ? b->limb[i] : 0);
		a->limb[i] = (uint32_t)borrow, borrow >>= 32;
	}
	big_trim(a);
}

static void big_halve(big *a, unsigned bits) {
	size_t n = a->used;
	for (size_t i = 0; i + 1 < n; i++) a->limb[i] = a->limb[i] >> bits | a->limb[i + 1] << (32 - bits);
	if (n) a->limb[n - 1] >>= bits;
	big_trim(a);
}

static void big_mul(big *out, const big *a, const big *b) {
	big_reserve(out, a->used + b->used);
	memset(out->limb, 0, (a->used + b->used) * sizeof *out->limb);
	for (size_t i = 0; i < a->used; i++) {
		const uint64_t m = a->limb[i];
		uint32_t *restrict o = out->limb + i;
		uint64_t carry = 0;
		for (const uint32_t *p = b->limb, *end = p + b->used; p < end; p++, o++) {
			*o = (uint32_t)(carry += m * *p + *o), carry >>= 32;
		}
		*o = (uint32_t)carry;
	}
	out->used = a->used + b->used;
	big_trim(out);
}

static char *big_decimal(big *b) {
	size_t n = b->used * 10 + 2;
	char *text = malloc(n), *p = text + n;
	*--p = 0;
	while (b->used) {
		uint32_t chunk = big_div_small(b, 1000000000);
		for (int k = 0; k < 9 && (b->used || chunk); k++, chunk /= 10) *--p = '0' + chunk % 10;
	}
	memmove(text, p, text + n - p);
	return text;
}

static uint64_t text_sum(const char *s) {
	uint64_t h = 5381;
	while (*s) h = h * 33 + *s++;
	return h;
}
static uint64_t big_sum(const big *b) {
	uint64_t h = b->used;
	for (size_t i = 0; i < b->used; i++) h = (h ^ b->limb[i]) * 0x100000001b3u;
	return h;
}
// Binary gcd: shifts out zero bits, a run at a time.
static void big_gcd(big *a, big *b) {
	while (a->used && b->used) {
		while (!(a->limb[0] & 1)) big_halve(a, a->limb[0] ? __builtin_ctz(a->limb[0]) : 31);
		while (!(b->limb[0] & 1)) big_halve(b, b->limb[0] ? __builtin_ctz(b->limb[0]) : 31);
		if (big_compare(a, b) >= 0) big_sub(a, b);
		else big_sub(b, a);
	}
	if (!a->used) big_add(a, b);
}

// Long division in base 65536 by a normalized divisor: estimate a digit, multiply back, correct.
static int divide16(uint16_t *q, uint16_t *u, int m, const uint16_t *v, int n) {
	int corrections = 0;
	for (int j = m - n; j >= 0; j--) {
		uint32_t top = (uint32_t)u[j + n] << 16 | u[j + n - 1], digit = top / v[n - 1], rest = top % v[n - 1];
		while (digit >> 16 || digit * v[n - 2] > (rest << 16 | u[j + n - 2])) {
			digit--, rest += v[n - 1];
			if (rest >> 16) break;
		}
		int32_t borrow = 0, t;
		for (int i = 0; i < n; i++) {
			uint32_t p = digit * v[i];
			u[i + j] = (uint16_t)(t = u[i + j] - borrow - (int32_t)(p & 0xffff));
			borrow = (int32_t)(p >> 16) - (t >> 16);
		}
		u[j + n] = (uint16_t)(t = u[j + n] - borrow);
		if (t < 0) {
			uint32_t carry = 0;
			digit--, corrections++;
			for (int i = 0; i < n; i++, carry >>= 16) u[i + j] = (uint16_t)(carry += (uint32_t)u[i + j] + v[i]);
			u[j + n] += (uint16_t)carry;
		}
		q[j] = (uint16_t)digit;
	}
	return corrections;
}

static uint32_t divisions(int rounds) {
	uint16_t q[64], u[65], v[32];
	uint32_t seed = 99, sum = 0;
	for (int r = 0; r < rounds; r++) {
		int n = 2 + r % 30, m = n + r % 32;
		for (int i = 0; i < m; i++) u[i] = (uint16_t)((seed = seed * 22695477 + 1) >> 15);
		for (int i = 0; i < n; i++) v[i] = (uint16_t)((seed = seed * 22695477 + 1) >> (r & 1 ? 15 : 20));
		v[n - 1] |= 0x8000, u[m] = 0;
		sum += divide16(q, u, m, v, n);
		for (int i = 0; i <= m - n; i++) sum = sum * 31 + q[i];
		for (int i = 0; i < n; i++) sum ^= (uint32_t)u[i] << (i & 15);
	}
	return sum;
}

static void spigot(char *out, int digits) {
	int n = digits * 14 / 4 + 1, d = 0, e = 0, *f = calloc(n + 1, sizeof *f);
	if (!f) abort();
	for (int i = 0; i < n; i++) f[i] = 2000;
	for (int c = n - 14; c > 0; c -= 14, e = d % 10000) {
		d = 0;
		for (int b = c; b > 0; b--) {
			d = d * b + f[b] * 10000;
			f[b] = d % (2 * b - 1), d /= 2 * b - 1;
		}
		out += sprintf(out, "%04d", e + d / 10000);
	}
	free(f);
}

static uint64_t euclid(uint64_t limit) {
	uint64_t coprime = 0;
	for (uint64_t a = 1; a < limit; a++)
		for (uint32_t b = 1; b < a; b += 3) {
			uint64_t x = a, y = b;
			for (uint64_t t; y; y = t) t = x % y, x = y;
			coprime += x == 1;
		}
	return coprime;
}

int main(void) {
	big a = {0}, b = {0}, c = {0};
	char pi[4096] = "", *text;
	uint64_t sum;
	big_set(&a, 1);
	for (uint32_t i = 2; i <= 2500; i++) big_mul_small(&a, i);
	big_mul(&c, &a, &a), sum = big_sum(&c) + text_sum(text = big_decimal(&a));
	free(text);
	big_set(&a, 0), big_set(&b, 1);
	for (int i = 0; i < 8000; i++) big_add(&a, &b), swap(&a, &b);
	sum ^= big_sum(&a);
	for (int i = 0; i < 10; i++) {
		big_mul(&c, &a, &b), big_add(&c, &b), swap(&a, &c);
		if (a.used > 400) a.used = 400, big_trim(&a);
	}
	big_add(&b, &a), big_mul_small(&a, 1001), big_mul_small(&b, 1001);
	big_gcd(&a, &b);
	sum = sum * 31 + big_sum(&a) + divisions(5000);
	spigot(pi, 1400), sum += text_sum(pi) + euclid(1000);
	printf("bignum %016llx\n", (unsigned long long)sum);
	free(a.limb), free(b.limb), free(c.limb);
	return 0;
}
