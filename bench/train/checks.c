// checks: CRC-32 three ways, Adler-32, Fletcher, Luhn digits, parity, Hamming codes and Reed-Solomon over GF(256).
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define POLY 0xedb88320u
static uint32_t crc_table[4][256];
static void crc_tables(void) {
	for (unsigned n = 0; n < 256; n++) {
		uint32_t c = n;
		for (int k = 8; k; k--) c = c & 1 ? c >> 1 ^ POLY : c >> 1;
		crc_table[0][n] = c;
	}
	for (unsigned n = 0; n < 256; n++)
		for (uint32_t k = 1, c = crc_table[0][n]; k < 4; k++)
			crc_table[k][n] = c = crc_table[0][c & 0xff] ^ c >> 8;
}

static uint32_t crc_bytes(uint32_t crc, const unsigned char *buf, size_t len) {
	crc = ~crc;
	while (len--) crc = crc_table[0][(crc ^ *buf++) & 0xff] ^ (crc >> 8);
	return ~crc;
}

static uint32_t crc_sliced(uint32_t crc, const unsigned char *buf, size_t len) {
	for (crc = ~crc; len && ((uintptr_t)buf & 3); len--) crc = crc_table[0][(crc ^ *buf++) & 255] ^ crc >> 8;
	for (; len >= 4; len -= 4, buf += 4) {
		uint32_t w;
		memcpy(&w, buf, sizeof w), crc ^= w;
		crc = crc_table[3][crc & 255] ^ crc_table[2][crc >> 8 & 255] ^ crc_table[1][crc >> 16 & 255] ^ crc_table[0][crc >> 24];
	}
	return ~(len ? ~crc_bytes(~crc, buf, len) : crc);
}

static uint32_t crc_bitwise(const uint8_t *p, const uint8_t *end) {
	uint32_t crc = -1;
	do {
		crc ^= *p;
		for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (POLY & -(crc & 1));
	} while (++p != end);
	return ~crc;
}

static uint16_t crc16_ccitt(const uint8_t *p, int n) {
	uint16_t crc = 0xffff;
	for (int i = 0; i < n; i++) {
		uint8_t x = crc >> 8 ^ p[i];
		x ^= x >> 4;
		crc = (uint16_t)(crc << 8 ^ x << 12 ^ x << 5 ^ x);
	}
	return crc;
}

#define ADLER_STEP(i) (a += p[i], b += a)
static uint32_t adler32(const unsigned char *p, size_t n) {
	uint32_t a = 1, b = 0;
	while (n > 0) {
		size_t run = n < 5552 ? n : 5552; // the most that cannot overflow b
		n -= run;
		for (; run >= 8; run -= 8, p += 8) {
			ADLER_STEP(0), ADLER_STEP(1), ADLER_STEP(2), ADLER_STEP(3), ADLER_STEP(4), ADLER_STEP(5), ADLER_STEP(6), ADLER_STEP(7);
		}
		while (run--) ADLER_STEP(0), p++;
		a %= 65521, b %= 65521;
	}
	return b << 16 | a;
}

static uint32_t fletcher32(const uint8_t *data, size_t words) {
	uint32_t a = 0, b = 0;
	for (size_t i = 0; i < words; i++) {
		a += (uint32_t)(data[2 * i] | data[2 * i + 1] << 8);
		a = (a & 0xffff) + (a >> 16), b += a;
		b = (b & 0xffff) + (b >> 16);
	}
	return b << 16 | a;
}

static uint16_t internet_sum(const void *data, size_t n) {
	const uint8_t *p = data;
	uint32_t sum = 0;
	for (; n > 1; n -= 2, p += 2) sum += p[0] << 8 | p[1];
	if (n) sum += p[0] << 8;
	while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static int luhn_ok(const char *s) {
	int sum = 0, twice = 0;
	for (const char *p = s + strlen(s); p-- > s;) {
		if (!isdigit((unsigned char)*p)) continue;
		int d = *p - '0';
		if (twice && (d *= 2) > 9) d -= 9;
		sum += d, twice = !twice;
	}
	return sum % 10 == 0;
}

static unsigned numbers(unsigned rounds) {
	char card[32];
	unsigned good = 0;
	for (unsigned i = 0; i < rounds; i++) {
		snprintf(card, sizeof card, "4%03u %04u %04u %04u", i % 999, i * 7 % 9999, i * 31 % 9999, i);
		good = good * 3 + luhn_ok(card);
	}
	return good;
}

static inline unsigned parity(uint32_t v) {
	v ^= v >> 16, v ^= v >> 8, v ^= v >> 4;
	return 0x6996 >> (v & 15) & 1;
}

// Hamming (15,11): data goes to the positions that are no powers of two.
static unsigned hamming_encode(unsigned data) {
	unsigned code = 0, syndrome = 0;
	for (unsigned pos = 1; pos < 16; pos++) {
		if (!(pos & (pos - 1))) continue;
		if (data & 1) code |= 1u << pos, syndrome ^= pos;
		data >>= 1;
	}
	for (unsigned k = 1; k < 16; k <<= 1)
		if (syndrome & k) code |= 1u << k;
	return code | parity(code);
}

static int hamming_decode(unsigned code) {
	unsigned syndrome = 0, data = 0;
	for (unsigned rest = code & 0xfffe; rest; rest &= rest - 1) syndrome ^= (unsigned)__builtin_ctz(rest);
	if (syndrome && !parity(code)) return -1; // two errors
	code ^= syndrome ? 1u << syndrome : 0;
	for (int pos = 15, n = 10; pos > 2; pos--)
		if (pos & (pos - 1)) data |= (code >> pos & 1) << n--;
	return (int)data;
}

static uint8_t gf_exp[512], gf_log[256];
static void gf_init(void) {
	for (int i = 0, x = 1; i < 255; i++) {
		gf_exp[i] = gf_exp[i + 255] = (uint8_t)x, gf_log[x] = (uint8_t)i;
		if ((x <<= 1) & 0x100) x ^= 0x11d;
	}
}

static inline uint8_t gf_mul(uint8_t a, uint8_t b) { return a && b ? gf_exp[gf_log[a] + gf_log[b]] : 0; }
static inline uint8_t gf_div(uint8_t a, uint8_t b) { return a ? gf_exp[gf_log[a] + 255 - gf_log[b]] : 0; }

enum { CODE = 120, CHECK = 16, DATA = CODE - CHECK };
static void rs_encode(uint8_t *word) {
	uint8_t gen[CHECK + 1] = {1}, *rest = word + DATA;
	for (int i = 0; i < CHECK; i++)
		for (int j = i + 1; j > 0; j--) gen[j] ^= gf_mul(gen[j - 1], gf_exp[i]);
	memset(rest, 0, CHECK);
	for (int i = 0; i < DATA; i++) {
		uint8_t lead = word[i] ^ rest[0];
		memmove(rest, rest + 1, CHECK - 1), rest[CHECK - 1] = 0;
		if (lead)
			for (int j = 0; j < CHECK; j++) rest[j] ^= gf_mul(gen[j + 1], lead);
	}
}

// Berlekamp and Massey find the locator, a search its roots, Forney's formula the values. Returns the errors corrected.
static int rs_correct(uint8_t *word) {
	uint8_t syn[CHECK], loc[CHECK + 1] = {1}, old[CHECK + 2] = {0, 1}, t[CHECK + 1], omega[CHECK] = {0}, last = 1;
	int len = 0, any = 0, fixed = 0;
	for (int i = 0; i < CHECK; i++) {
		uint8_t s = 0;
		for (const uint8_t *p = word; p < word + CODE; p++) s = *p ^ gf_mul(s, gf_exp[i]);
		any |= syn[i] = s;
	}
	if (!any) return 0;
	for (int n = 0; n < CHECK; n++) {
		uint8_t delta = syn[n];
		for (int i = 1; i <= len; i++) delta ^= gf_mul(loc[i], syn[n - i]);
		memcpy(t, loc, sizeof t);
		if (delta)
			for (int i = 0; i <= CHECK; i++) loc[i] ^= gf_mul(gf_div(delta, last), old[i]);
		if (delta && 2 * len <= n) len = n + 1 - len, last = delta, memcpy(old, t, sizeof t);
		memmove(old + 1, old, CHECK), old[0] = 0;
	}
	for (int i = 0; i < CHECK; i++)
		for (int j = 0; j <= i && j <= len; j++) omega[i] ^= gf_mul(loc[j], syn[i - j]);
	for (int pos = 0; pos < CODE; pos++) {
		uint8_t x = gf_exp[255 - pos], value = 0, slope = 0, num = 0;
		for (int i = len; i >= 0; i--) value = gf_mul(value, x) ^ loc[i];
		if (value) continue;
		for (int i = CHECK - 1; i >= 0; i--) num = gf_mul(num, x) ^ omega[i];
		for (int i = 1; i <= len; i += 2) slope ^= gf_mul(loc[i], gf_exp[(255 - pos) * (i - 1) % 255]);
		word[CODE - 1 - pos] ^= gf_div(gf_mul(num, gf_exp[pos]), slope), fixed++;
	}
	return fixed == len ? fixed : -1;
}

int main(void) {
	static uint8_t data[65536];
	uint8_t word[CODE], copy[CODE];
	uint64_t sum = 0;
	uint32_t seed = 2463534242u;
	for (size_t i = 0; i < sizeof data; i++) data[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
	crc_tables(), gf_init();
	for (size_t n = 1; n < sizeof data; n += n / 10 + 1) {
		sum = sum * 3 + crc_bytes(7, data, n) + ((uint64_t)crc_sliced(7, data, n) << 8);
		sum ^= crc_bitwise(data, data + n / 4 + 1) + adler32(data + 1, n - 1) + ((uint64_t)fletcher32(data, n / 2) << 16);
		sum += crc16_ccitt(data, (int)n / 2) ^ internet_sum(data, n);
	}
	sum += numbers(2500);
	for (unsigned i = 0; i < 20000; i++) {
		unsigned code = hamming_encode(i & 2047) ^ 1u << (i * 7 & 15) ^ (i % 5 ? 0 : 1u << (i & 15));
		sum = sum * 5 + (uint64_t)(hamming_decode(code) == (int)(i & 2047)) + code;
	}
	for (int round = 0; round < 400; round++) {
		rs_encode(memcpy(word, data + round * 150, CODE));
		memcpy(copy, word, CODE);
		for (int e = 0; e < round % 10; e++) word[(e * 13 + round) % CODE] ^= (uint8_t)(e * 29 + 1);
		sum = sum * 31 + (uint64_t)rs_correct(word) + (memcmp(copy, word, CODE) == 0);
	}
	printf("checks %016llx\n", (unsigned long long)sum);
	return 0;
}
