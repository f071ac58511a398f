// ciphers: ChaCha20, Salsa20, XTEA, RC4 and AES-128 with tables in counter mode.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint8_t buffer[8192];

static uint64_t fnv(const uint8_t *p, size_t n) {
	uint64_t h = 0xcbf29ce484222325u;
	while (n--) h = (h ^ *p++) * 0x100000001b3u;
	return h;
}

static void fill(uint8_t *p, size_t n, uint32_t seed) {
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		p[i] = (uint8_t)(seed >> 16);
	}
}

static inline uint32_t get32(const uint8_t *p) { return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24; }

static inline void put32(uint8_t *p, uint32_t v) {
	for (int i = 0; i < 4; i++, v >>= 8) p[i] = (uint8_t)v;
}

#define ROTL(x, n) (((x) << (n)) | ((x) >> (32 - (n))))
#define QUARTER(a, b, c, d) \
	(a += b, d ^= a, d = ROTL(d, 16), c += d, b ^= c, b = ROTL(b, 12), \
	 a += b, d ^= a, d = ROTL(d, 8), c += d, b ^= c, b = ROTL(b, 7))

typedef struct { uint32_t input[16]; uint8_t stream[64]; size_t left; } chacha_ctx;

static void chacha_init(chacha_ctx *c, const uint8_t key[32], const uint8_t nonce[12]) {
	static const char sigma[] = "expand 32-byte k";
	for (int i = 0; i < 12; i++)
		c->input[i] = get32(i < 4 ? (const uint8_t *)sigma + 4 * i : key + 4 * (i - 4));
	c->input[12] = 1;
	for (int i = 0; i < 3; i++) c->input[13 + i] = get32(nonce + 4 * i);
	c->left = 0;
}

static void chacha_block(chacha_ctx *c) {
	uint32_t x[16];
	memcpy(x, c->input, sizeof x);
	for (int i = 20; i > 0; i -= 2) {
		QUARTER(x[0], x[4], x[8], x[12]), QUARTER(x[1], x[5], x[9], x[13]);
		QUARTER(x[2], x[6], x[10], x[14]), QUARTER(x[3], x[7], x[11], x[15]);
		QUARTER(x[0], x[5], x[10], x[15]), QUARTER(x[1], x[6], x[11], x[12]);
		QUARTER(x[2], x[7], x[8], x[13]), QUARTER(x[3], x[4], x[9], x[14]);
	}
	for (int i = 0; i < 16; i++)
		put32(c->stream + 4 * i, x[i] + c->input[i]);
	c->input[12]++;
	c->left = 64;
}

static void chacha_xor(chacha_ctx *c, uint8_t *data, size_t n) {
	for (size_t i = 0; i < n; i++) {
		if (c->left == 0) chacha_block(c);
		data[i] ^= c->stream[64 - c->left--];
	}
}

// Not inlined, as in implementations that loop over a table of indices.
__attribute__((noinline)) static void salsa_quarter(uint32_t *x, int a, int b, int c, int d) {
	x[b] ^= ROTL(x[a] + x[d], 7);
	x[c] ^= ROTL(x[b] + x[a], 9);
	x[d] ^= ROTL(x[c] + x[b], 13);
	x[a] ^= ROTL(x[d] + x[c], 18);
}

static void salsa_core(uint32_t out[16], const uint32_t in[16]) {
	static const uint8_t order[8][4] = {{0, 4, 8, 12}, {5, 9, 13, 1}, {10, 14, 2, 6}, {15, 3, 7, 11},
		{0, 1, 2, 3}, {5, 6, 7, 4}, {10, 11, 8, 9}, {15, 12, 13, 14}};
	memcpy(out, in, 64);
	for (int round = 0; round < 20; round++)
		for (const uint8_t(*o)[4] = order + 4 * (round & 1), (*end)[4] = o + 4; o < end; o++)
			salsa_quarter(out, (*o)[0], (*o)[1], (*o)[2], (*o)[3]);
	for (int i = 0; i < 16; i++) out[i] += in[i];
}

static void xtea_encrypt(uint32_t v[2], const uint32_t key[4]) {
	uint32_t v0 = v[0], v1 = v[1], sum = 0;
	for (unsigned i = 0; i < 32; i++) {
		v0 += (((v1 << 4) ^ (v1 >> 5)) + v1) ^ (sum + key[sum & 3]);
		sum += 0x9e3779b9;
		v1 += (((v0 << 4) ^ (v0 >> 5)) + v0) ^ (sum + key[(sum >> 11) & 3]);
	}
	v[0] = v0, v[1] = v1;
}

static void xtea_cbc(uint8_t *p, size_t n, const uint32_t key[4]) {
	uint32_t chain[2] = {0x01234567, 0x89abcdef};
	for (; n >= 8; n -= 8, p += 8) {
		chain[0] ^= get32(p), chain[1] ^= get32(p + 4);
		xtea_encrypt(chain, key);
		put32(p, chain[0]), put32(p + 4, chain[1]);
	}
}

struct rc4 { uint8_t s[256], i, j; };

static void rc4_key(struct rc4 *r, const uint8_t *key, size_t len) {
	for (int i = 0; i < 256; i++) r->s[i] = i;
	r->i = r->j = 0;
	for (unsigned i = 0, j = 0; i < 256; i++) {
		j = (j + r->s[i] + key[i % len]) & 255;
		uint8_t t = r->s[i];
		r->s[i] = r->s[j], r->s[j] = t;
	}
}

static void rc4_crypt(struct rc4 *r, const uint8_t *restrict in, uint8_t *restrict out, size_t n) {
	uint8_t i = r->i, j = r->j;
	while (n-- > 0) {
		uint8_t a = r->s[++i];
		j += a;
		uint8_t b = r->s[j];
		r->s[i] = b, r->s[j] = a;
		*out++ = *in++ ^ r->s[(uint8_t)(a + b)];
	}
	r->i = i, r->j = j;
}

static uint8_t sbox[256];
static uint32_t te[4][256];

static inline uint8_t xtime(uint8_t x) { return (uint8_t)(x << 1 ^ (x >> 7) * 0x1b); }

static void aes_tables(void) {
	uint8_t p = 1, q = 1;
	do { // p runs over the powers of 3, q over their inverses
		p = p ^ xtime(p);
		q ^= q << 1, q ^= q << 2, q ^= q << 4;
		if (q & 0x80) q ^= 0x09;
		unsigned r = q * 0x101u;
		sbox[p] = (uint8_t)((r ^ r >> 4 ^ r >> 5 ^ r >> 6 ^ r >> 7) ^ 0x63);
	} while (p != 1);
	sbox[0] = 0x63;
	for (int i = 0; i < 256; i++) {
		uint32_t s = sbox[i], d = xtime(sbox[i]), w = d << 24 | s << 16 | s << 8 | (s ^ d);
		for (int k = 0; k < 4; k++, w = w >> 8 | w << 24)
			te[k][i] = w;
	}
}

static inline uint32_t sub_word(uint32_t w) {
	return (uint32_t)sbox[w >> 24] << 24 | (uint32_t)sbox[w >> 16 & 255] << 16 | (uint32_t)sbox[w >> 8 & 255] << 8 | sbox[w & 255];
}

static void aes_expand(uint32_t rk[44], const uint32_t key[4]) {
	uint8_t rcon = 1;
	for (int i = 0; i < 44; i++) {
		uint32_t t = i < 4 ? key[i] : rk[i - 1];
		if (i >= 4 && i % 4 == 0) {
			t = sub_word(t << 8 | t >> 24) ^ (uint32_t)rcon << 24;
			rcon = xtime(rcon);
		}
		rk[i] = i < 4 ? t : rk[i - 4] ^ t;
	}
}

static void aes_encrypt(const uint32_t *rk, const uint32_t in[4], uint32_t out[4]) {
	uint32_t s[4], t[4];
	for (int i = 0; i < 4; i++) s[i] = in[i] ^ rk[i];
	for (int round = 1; round < 10; round++) {
		rk += 4;
		for (int i = 0; i < 4; i++)
			t[i] = te[0][s[i] >> 24] ^ te[1][s[(i + 1) & 3] >> 16 & 255] ^ te[2][s[(i + 2) & 3] >> 8 & 255] ^ te[3][s[(i + 3) & 3] & 255] ^ rk[i];
		memcpy(s, t, sizeof s);
	}
	for (int i = 0; i < 4; i++)
		out[i] = rk[4 + i] ^ sub_word((s[i] & 0xff000000) | (s[(i + 1) & 3] & 0xff0000) | (s[(i + 2) & 3] & 0xff00) | (s[(i + 3) & 3] & 255));
}

static uint64_t aes_ctr(const uint32_t key[4], unsigned blocks) {
	uint32_t rk[44], ctr[4] = {1, 2, 3, 0xfffffff0}, ks[4];
	uint64_t sum = 0;
	aes_expand(rk, key);
	for (unsigned b = 0; b < blocks; b++) {
		aes_encrypt(rk, ctr, ks);
		sum = sum * 31 + ((uint64_t)(ks[0] ^ ks[2]) << 32 | (ks[1] ^ ks[3]));
		for (int i = 3; i >= 0 && ++ctr[i] == 0; i--) continue;
	}
	return sum;
}

int main(void) {
	static uint8_t copy[sizeof buffer];
	uint8_t key[32], nonce[12];
	uint32_t k[4], state[16], out[16];
	uint64_t sum = 0;
	chacha_ctx chacha;
	struct rc4 rc4;
	fill(key, sizeof key, 1), fill(nonce, sizeof nonce, 2), fill(buffer, sizeof buffer, 3);
	for (int i = 0; i < 4; i++) k[i] = get32(key + 4 * i);
	chacha_init(&chacha, key, nonce);
	for (int pass = 0; pass < 50; pass++)
		for (size_t at = 0, step = 1; at + step <= sizeof buffer; at += step, step = step * 3 % 509)
			chacha_xor(&chacha, buffer + at, step);
	sum += fnv(buffer, sizeof buffer);
	for (int i = 0; i < 16; i++) state[i] = get32(buffer + 4 * i);
	for (int i = 0; i < 4000; i++) {
		salsa_core(out, state);
		state[8] += out[i & 15];
	}
	for (int i = 0; i < 14; i++)
		xtea_cbc(buffer, sizeof buffer, k);
	sum ^= fnv(buffer, sizeof buffer) + state[8];
	aes_tables();
	sum += aes_ctr(k, 20000);
	rc4_key(&rc4, key, 16);
	for (int i = 0; i < 100; i++)
		rc4_crypt(&rc4, buffer, copy, sizeof copy);
	sum ^= fnv(copy, sizeof copy);
	printf("ciphers %016llx\n", (unsigned long long)sum);
	return 0;
}
