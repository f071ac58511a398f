// lz: LZ77 with hash chains, an LZ4-like block format, run lengths and move to front, each with its inverse.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SIZE = 24 << 10, WINDOW = 8192, HASH = 1 << 12, MIN_MATCH = 3, MAX_MATCH = 66 };

static uint8_t input[SIZE], packed[SIZE * 2 + 64], output[SIZE + 64];

static uint64_t digest(const uint8_t *p, size_t n) {
	uint64_t h = n;
	for (size_t i = 0; i < n; i++) h = (h << 5 | h >> 59) ^ p[i] * 0x9e3779b97f4a7c15u;
	return h;
}

static void make_input(uint32_t seed) {
	static const char *const words[] = {"{\"id\":", "name", "value", "the ", "null,", "\n", "    ", "1024", "error: ", "aaaaaaaa", "=", "0x"};
	for (size_t i = 0; i < SIZE;) {
		seed = seed * 1103515245 + 12345;
		const char *w = words[(seed >> 16) % (sizeof words / sizeof *words)];
		if ((seed >> 24) % 9 == 0) input[i++] = (uint8_t)(seed >> 8);
		while (*w && i < SIZE) input[i++] = (uint8_t)*w++;
	}
}

struct matcher { int head[HASH], prev[WINDOW]; const uint8_t *data; int size, max_chain, nice; };

static inline uint32_t hash3(const uint8_t *p) { return ((p[0] << 8 ^ p[1] << 4 ^ p[2]) * 2654435761u) >> 20; }

static void matcher_init(struct matcher *m, const uint8_t *data, int size, int chain) {
	memset(m->head, -1, sizeof m->head);
	m->data = data, m->size = size, m->max_chain = chain, m->nice = 32;
}

static inline void matcher_insert(struct matcher *m, int pos) {
	if (pos + MIN_MATCH > m->size) return;
	int *slot = &m->head[hash3(m->data + pos)];
	m->prev[pos & (WINDOW - 1)] = *slot, *slot = pos;
}

static int matcher_longest(const struct matcher *m, int pos, int *distance) {
	const uint8_t *const here = m->data + pos;
	int best = 0, chain = m->max_chain, limit = m->size - pos < MAX_MATCH ? m->size - pos : MAX_MATCH;
	if (limit < MIN_MATCH) return 0;
	for (int at = m->head[hash3(here)]; at >= 0 && pos - at < WINDOW && chain-- > 0; at = m->prev[at & (WINDOW - 1)]) {
		const uint8_t *there = m->data + at;
		if (there[best] != here[best] || there[0] != here[0]) continue;
		int n = 0;
		while (n < limit && there[n] == here[n]) n++;
		if (n > best) {
			best = n, *distance = pos - at;
			if (n >= m->nice || n == limit) break;
		}
	}
	return best >= MIN_MATCH ? best : 0;
}

// Eight tokens share a byte of flags; a match waits a step in case the next byte begins a longer one.
static size_t lz77_pack(struct matcher *m, uint8_t *out) {
	uint8_t *p = out, *flags = NULL;
	int bit = 8;
	for (int pos = 0; pos < m->size;) {
		int dist = 0, next = 0, len = matcher_longest(m, pos, &dist);
		matcher_insert(m, pos);
		if (len && len < m->nice && matcher_longest(m, pos + 1, &next) > len) len = 0;
		if (bit == 8) flags = p++, *flags = 0, bit = 0;
		if (len) {
			*flags |= 1 << bit;
			*p++ = (uint8_t)dist, *p++ = (uint8_t)(dist >> 8), *p++ = (uint8_t)(len - MIN_MATCH);
			for (int i = 1; i < len; i++) matcher_insert(m, pos + i);
			pos += len;
		} else *p++ = m->data[pos++];
		bit++;
	}
	return (size_t)(p - out);
}

static size_t lz77_unpack(const uint8_t *in, const uint8_t *end, uint8_t *out) {
	uint8_t *o = out;
	unsigned flags = 1;
	while (in < end) {
		if (flags == 1) flags = 0x100 | *in++;
		if (flags & 1) {
			const uint8_t *from = o - (in[0] | in[1] << 8);
			for (int len = in[2] + MIN_MATCH; len--;) *o++ = *from++;
			in += 3;
		} else *o++ = *in++;
		flags >>= 1;
	}
	return (size_t)(o - out);
}

static inline uint32_t read32(const void *p) {
	uint32_t v;
	return *(uint32_t *)memcpy(&v, p, 4);
}

static uint8_t *put_length(uint8_t *op, size_t n) {
	for (; n >= 255; n -= 255) *op++ = 255;
	return *op = (uint8_t)n, op + 1;
}

static uint8_t *put_sequence(uint8_t *op, const uint8_t *literals, size_t count, size_t offset, size_t match) {
	uint8_t *token = op++;
	*token = (uint8_t)((count < 15 ? count : 15) << 4);
	if (count >= 15) op = put_length(op, count - 15);
	memcpy(op, literals, count), op += count;
	if (!match) return op;
	*op++ = (uint8_t)offset, *op++ = (uint8_t)(offset >> 8), match -= 4;
	*token |= match < 15 ? match : 15;
	return match >= 15 ? put_length(op, match - 15) : op;
}

static size_t block_pack(const uint8_t *src, size_t n, uint8_t *dst) {
	static uint32_t table[4096];
	const uint8_t *ip = src + 1, *anchor = src, *const limit = src + n - 12, *const end = src + n - 5;
	uint8_t *op = dst;
	memset(table, 0, sizeof table);
	for (unsigned misses = 0; ip < limit;) {
		uint32_t *slot = &table[read32(ip) * 2654435761u >> 20];
		const uint8_t *ref = src + *slot;
		*slot = (uint32_t)(ip - src);
		if (ref >= ip || ip - ref > 65535 || read32(ref) != read32(ip)) {
			ip += 1 + (misses++ >> 6); // faster through what does not match
			continue;
		}
		while (ip > anchor && ref > src && ip[-1] == ref[-1]) ip--, ref--;
		const uint8_t *start = ip, *from = ref;
		for (ip += 4, ref += 4; ip < end && *ip == *ref; ip++) ref++;
		op = put_sequence(op, anchor, (size_t)(start - anchor), (size_t)(start - from), (size_t)(ip - start));
		anchor = ip, misses = 0;
	}
	return (size_t)(put_sequence(op, anchor, (size_t)(src + n - anchor), 0, 0) - dst);
}

static inline size_t get_length(const uint8_t **ip, size_t n) {
	if (n < 15) return n;
	for (; **ip == 255; (*ip)++) n += 255;
	return n + *(*ip)++;
}

static size_t block_unpack(const uint8_t *ip, size_t n, uint8_t *dst) {
	const uint8_t *const end = ip + n;
	uint8_t *op = dst;
	for (;;) {
		unsigned token = *ip++;
		size_t count = get_length(&ip, token >> 4);
		memcpy(op, ip, count), op += count, ip += count;
		if (ip >= end) return (size_t)(op - dst);
		size_t offset = ip[0] | (size_t)ip[1] << 8;
		ip += 2, count = get_length(&ip, token & 15) + 4;
		if (offset >= count) memcpy(op, op - offset, count), op += count;
		else for (uint8_t *stop = op + count; op < stop; op++) *op = op[-(ptrdiff_t)offset];
	}
}

static size_t rle_pack(const uint8_t *in, size_t n, uint8_t *out) {
	size_t o = 0;
	for (size_t i = 0; i < n;) {
		size_t run = 1;
		while (run < 128 && i + run < n && in[i + run] == in[i]) run++;
		if (run > 2) {
			out[o++] = (uint8_t)(257 - run), out[o++] = in[i], i += run;
			continue;
		}
		size_t mark = o++, count = 0;
		do out[o++] = in[i++];
		while (++count < 128 && i < n && !(i + 2 < n && in[i] == in[i + 1] && in[i] == in[i + 2]));
		out[mark] = (uint8_t)(count - 1);
	}
	return o;
}

static size_t rle_unpack(const int8_t *in, size_t n, uint8_t *out) {
	const uint8_t *start = out;
	for (const int8_t *end = in + n; in < end;) {
		int c = *in++;
		if (c >= 0) memcpy(out, in, (size_t)c + 1), out += c + 1, in += c + 1;
		else memset(out, *in++, (size_t)(1 - c)), out += 1 - c;
	}
	return (size_t)(out - start);
}

static void mtf(uint8_t *data, size_t n, int decode) {
	uint8_t order[256];
	for (int i = 0; i < 256; i++) order[i] = (uint8_t)i;
	for (uint8_t *p = data; n--; p++) {
		uint8_t c = decode ? order[*p] : *p, moved = order[0], at = 0;
		while (moved != c) {
			uint8_t t = order[++at];
			order[at] = moved, moved = t;
		}
		order[0] = c, *p = decode ? c : at;
	}
}

static uint64_t check(size_t packed_size, size_t size) {
	uint64_t same = size == SIZE && memcmp(input, output, SIZE) == 0;
	memset(output, 0, sizeof output);
	return digest(packed, packed_size) + packed_size * 1000003ull + same;
}

int main(void) {
	static struct matcher m;
	uint64_t sum = 0;
	for (int round = 1; round <= 12; round++) {
		make_input((uint32_t)round * 7919);
		matcher_init(&m, input, SIZE, 4 + round);
		size_t n = lz77_pack(&m, packed);
		sum = sum * 3 + check(n, lz77_unpack(packed, packed + n, output));
		for (int i = 0; i < 3; i++, input[SIZE - 300 * i] ^= 1)
			n = block_pack(input, SIZE, packed), sum = sum * 3 + check(n, block_unpack(packed, n, output));
		n = rle_pack(input, SIZE, packed), sum = sum * 3 + check(n, rle_unpack((const int8_t *)packed, n, output));
		mtf(memcpy(output, input, SIZE), SIZE / 6, 0), sum ^= digest(output, SIZE);
		mtf(output, SIZE / 6, 1), sum += check(0, SIZE);
	}
	printf("lz %016llx\n", (unsigned long long)sum);
	return 0;
}
