// hashes: functions shaped like MD5, SHA-1, SHA-512, BLAKE2b, SipHash, FNV, Murmur and xxHash over one generated message.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

enum { MESSAGE = 384 * 1024 };
static u8 message[MESSAGE];

static inline u32 rol32(u32 x, int n) { return x << n | x >> (32 - n); }
static inline u64 rol64(u64 x, int n) { return x << n | x >> (64 - n); }
static inline u64 ror64(u64 x, int n) { return x >> n | x << (64 - n); }
static u32 le32(const u8 *p) { return p[0] | p[1] << 8 | p[2] << 16 | (u32)p[3] << 24; }
static u32 be32(const u8 *p) { return (u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]; }
static u64 le64(const u8 *p) { return le32(p) | (u64)le32(p + 4) << 32; }
static u64 be64(const u8 *p) { return (u64)be32(p) << 32 | be32(p + 4); }

typedef struct { u32 h[4]; u64 length; u8 block[64]; } Md5;

static u32 sines[64];

static void md5_init(Md5 *m) {
	*m = (Md5){.h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}};
	for (int i = 0; i < 64; i++) sines[i] = (u32)(fabs(sin(i + 1.0)) * 4294967296.0);
}

static void md5_block(Md5 *m, const u8 *p) {
	static const u8 shifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
	u32 a = m->h[0], b = m->h[1], c = m->h[2], d = m->h[3], w[16];
	for (int i = 0; i < 16; i++) w[i] = le32(p + i * 4);
	for (int i = 0; i < 64; i++) {
		u32 f, t = d;
		int g;
		switch (i >> 4) {
		case 0: f = (b & c) | (~b & d), g = i; break;
		case 1: f = (d & b) | (~d & c), g = (5 * i + 1) & 15; break;
		case 2: f = b ^ c ^ d, g = (3 * i + 5) & 15; break;
		default: f = c ^ (b | ~d), g = 7 * i & 15;
		}
		d = c, c = b, b += rol32(a + f + sines[i] + w[g], shifts[i >> 4][i & 3]), a = t;
	}
	m->h[0] += a, m->h[1] += b, m->h[2] += c, m->h[3] += d;
}

static void md5_update(Md5 *m, const void *data, size_t n) {
	const u8 *p = data;
	size_t used = m->length & 63, room = 64 - used;
	m->length += n;
	if (used && n >= room) {
		memcpy(m->block + used, p, room);
		md5_block(m, m->block), p += room, n -= room, used = 0;
	}
	for (; n >= 64 && used == 0; p += 64, n -= 64) md5_block(m, p);
	memcpy(m->block + used, p, n);
}

static u64 md5_final(Md5 *m) {
	u64 bits = m->length << 3;
	md5_update(m, "\x80", 1);
	while (m->length % 64 != 56) md5_update(m, "", 1);
	md5_update(m, &bits, 8);
	return (u64)m->h[0] << 32 ^ (u64)m->h[1] << 16 ^ (u64)m->h[2] << 8 ^ m->h[3];
}

#define EXPAND(i) (w[(i)&15] = rol32(w[((i) + 13) & 15] ^ w[((i) + 8) & 15] ^ w[((i) + 2) & 15] ^ w[(i)&15], 1))
#define STEP(f, k, x) \
	(e += rol32(a, 5) + (f) + (u32)(k) + (x), t = e, e = d, d = c, c = rol32(b, 30), b = a, a = t)

static void sha1_block(u32 h[5], const u8 *p) {
	u32 w[16], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], t;
	int i = 0;
	for (; i < 16; i++, p += 4) STEP(d ^ (b & (c ^ d)), 0x5a827999, w[i] = be32(p));
	for (; i < 20; i++) STEP(d ^ (b & (c ^ d)), 0x5a827999, EXPAND(i));
	for (; i < 40; i++) STEP(b ^ c ^ d, 0x6ed9eba1, EXPAND(i));
	for (; i < 60; i++) STEP((b & c) | (d & (b | c)), 0x8f1bbcdc, EXPAND(i));
	for (; i < 80; i++) STEP(b ^ c ^ d, 0xca62c1d6, EXPAND(i));
	h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

static u64 roots[80];

static void make_roots(void) {
	for (int p = 0; p < 80; p++)
		roots[p] = (u64)(fmod(sqrt(p + 0.5), 1) * 4294967296.0) * 0xd6e8feb86659fd93u;
}

static void sha512_block(u64 state[8], const u8 block[128]) {
	u64 w[80], s[8];
	int t;
	for (t = 0; t < 16; t++) w[t] = be64(&block[t * 8]);
	for (; t < 80; t++) {
		u64 s0 = ror64(w[t - 15], 1) ^ ror64(w[t - 15], 8) ^ (w[t - 15] >> 7);
		u64 s1 = ror64(w[t - 2], 19) ^ ror64(w[t - 2], 61) ^ (w[t - 2] >> 6);
		w[t] = w[t - 16] + s0 + w[t - 7] + s1;
	}
	memcpy(s, state, sizeof s);
	for (t = 0; t < 80; t++) {
		u64 ch = (s[4] & s[5]) ^ (~s[4] & s[6]), maj = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
		u64 t1 = s[7] + (ror64(s[4], 14) ^ ror64(s[4], 18) ^ ror64(s[4], 41)) + ch + roots[t] + w[t];
		u64 t2 = (ror64(s[0], 28) ^ ror64(s[0], 34) ^ ror64(s[0], 39)) + maj;
		memmove(s + 1, s, 7 * sizeof s[0]);
		s[4] += t1, s[0] = t1 + t2;
	}
	for (t = 0; t < 8; t++) state[t] += s[t];
}

static inline void mix(u64 *v, int a, int b, int c, int d, u64 x, u64 y) {
	v[a] += v[b] + x, v[d] = ror64(v[d] ^ v[a], 32);
	v[c] += v[d], v[b] = ror64(v[b] ^ v[c], 24);
	v[a] += v[b] + y, v[d] = ror64(v[d] ^ v[a], 16);
	v[c] += v[d], v[b] = ror64(v[b] ^ v[c], 63);
}

static void blake_block(u64 h[8], const u8 *p, u64 count, int last) {
	u64 v[16], m[16];
	u8 order[16];
	for (int i = 0; i < 16; i++)
		m[i] = le64(p + 8 * i), order[i] = i, v[i] = i < 8 ? h[i] : roots[i - 8];
	v[12] ^= count, v[14] ^= last ? ~(u64)0 : 0;
	for (int r = 0; r < 12; r++) {
		for (int i = 0; i < 4; i++) mix(v, i, i + 4, i + 8, i + 12, m[order[2 * i]], m[order[2 * i + 1]]);
		for (int i = 0; i < 4; i++)
			mix(v, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3), m[order[8 + 2 * i]], m[order[9 + 2 * i]]);
		for (int i = 0; i < 16; i++) order[i] = (order[i] * 5 + 3) & 15;
	}
	for (int i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
}

#define SIPROUND                                                          \
	(v0 += v1, v1 = rol64(v1, 13) ^ v0, v0 = rol64(v0, 32), v2 += v3,     \
	 v3 = rol64(v3, 16) ^ v2, v0 += v3, v3 = rol64(v3, 21) ^ v0, v2 += v1, \
	 v1 = rol64(v1, 17) ^ v2, v2 = rol64(v2, 32))

static u64 siphash(u64 k0, u64 k1, const u8 *in, size_t len) {
	u64 v0 = k0 ^ 0x736f6d6570736575u, v1 = k1 ^ 0x646f72616e646f6du, v2 = k0 ^ 0x6c7967656e657261u, v3 = k1 ^ 0x7465646279746573u;
	u64 b = (u64)len << 56;
	for (const u8 *end = in + (len & ~(size_t)7); in != end; in += 8) {
		u64 m = le64(in);
		v3 ^= m, SIPROUND, SIPROUND, v0 ^= m;
	}
	switch (len & 7) {
	case 7: b |= (u64)in[6] << 48; // fall through
	case 6: b |= (u64)in[5] << 40; // fall through
	case 5: b |= (u64)in[4] << 32; // fall through
	case 4: b |= le32(in); break;
	case 3: b |= (u64)in[2] << 16; // fall through
	case 2: b |= (u64)in[1] << 8; // fall through
	case 1: b |= in[0];
	}
	v3 ^= b, SIPROUND, SIPROUND, v0 ^= b, v2 ^= 0xff;
	for (int i = 0; i < 4; i++) SIPROUND;
	return v0 ^ v1 ^ v2 ^ v3;
}

static u32 murmur(const void *key, int len, u32 seed) {
	const u8 *data = key, *tail = data + (len & ~3);
	u32 h = seed, k = 0;
	for (int i = 0; i < len / 4; i++) {
		h = rol32(h ^ rol32(le32(data + 4 * i) * 0xcc9e2d51, 15) * 0x1b873593, 13) * 5 + 0xe6546b64;
	}
	for (int i = len & 3; i > 0; i--) k = k << 8 | tail[i - 1];
	h ^= rol32(k * 0xcc9e2d51, 15) * 0x1b873593 ^ len;
	h ^= h >> 16, h *= 0x85ebca6b, h ^= h >> 13, h *= 0xc2b2ae35;
	return h ^ h >> 16;
}

static u64 xx_round(u64 acc, u64 x) { return rol64(acc + x * 0xc2b2ae3d27d4eb4fu, 31) * 0x9e3779b185ebca87u; }

static u64 xxhash(const u8 *p, size_t n, u64 seed) {
	const u8 *const end = p + n;
	u64 acc[4] = {seed + 1, seed + 2, seed, seed - 3}, h = n, w;
	while (end - p >= 32)
		for (int i = 0; i < 4; i++, p += 8) acc[i] = xx_round(acc[i], *(u64 *)memcpy(&w, p, 8));
	for (int i = 0; i < 4; i++) h = (h ^ xx_round(0, acc[i])) * 0x9e3779b185ebca87u + 0x85ebca77c2b2ae63u;
	while (p < end) h = rol64(h ^ *p++ * 0x27d4eb2f165667c5u, 11) * 0x9e3779b185ebca87u;
	return h ^ h >> 29;
}

static u32 fnv(const char *s) {
	u32 h = 2166136261u;
	for (; *s; s++) h = (h ^ (u8)*s) * 16777619u;
	return h;
}

static u64 short_keys(int n) {
	char name[32];
	u64 sum = 0;
	while (n-- > 0) {
		int i = n, len = snprintf(name, sizeof name, "key-%d/%x", i, i * i);
		sum += fnv(name) ^ (u64)murmur(name, len, i) << 8;
		sum ^= siphash(i, ~(u64)i, (const u8 *)name, len) + xxhash((const u8 *)name, len, i);
	}
	return sum;
}

int main(void) {
	Md5 md5;
	u32 sha1[5] = {1, 2, 3, 4, 5}, x = 1;
	u64 sha512[8] = {1}, blake[8] = {2}, sum = 0;
	for (u8 *p = message; p < message + MESSAGE; p++) *p = (u8)((x = x * 69069 + 1) >> 24);
	make_roots(), md5_init(&md5);
	for (size_t at = 0, n = 0; at < MESSAGE; at += n, n = (n + 37) % 300)
		md5_update(&md5, message + at, at + n <= MESSAGE ? n : MESSAGE - at);
	sum += md5_final(&md5);
	for (int i = 0; i + 64 <= MESSAGE; i += 64) sha1_block(sha1, message + i);
	for (size_t at = 0; at + 128 <= MESSAGE; at += 128) {
		sha512_block(sha512, message + at);
		blake_block(blake, message + at, at, at + 128 == MESSAGE);
	}
	for (int i = 0; i < 8; i++) sum = sum * 31 + (sha512[i] ^ blake[i]) + sha1[i % 5];
	for (size_t n = MESSAGE - 7; n < MESSAGE; n++)
		sum ^= siphash(n, sum, message, n / 2) + murmur(message, (int)n, 7) + xxhash(message + 1, n - 1, sum);
	sum += short_keys(8000);
	printf("hashes %016llx\n", (unsigned long long)sum);
	return 0;
}
