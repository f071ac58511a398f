// entropy: canonical Huffman codes decoded by table and by tree, an adaptive range coder, Golomb codes, an inflate-like decoder.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { SIZE = 20000, SYMBOLS = 256, MAX_BITS = 15, FAST = 9 };

static uint8_t source[SIZE], coded[SIZE * 2], plain[SIZE];

static void make_source(uint32_t seed) {
	for (int i = 0; i < SIZE; i++) {
		seed = seed * 1664525 + 1013904223;
		uint32_t r = seed >> 9, v = 97 + (r & 7) * ((r >> 3) & 3);
		source[i] = (uint8_t)(r % 23 == 0 ? r >> 7 : r % 5 == 0 && i > 40 ? source[i - 1 - (r & 31)] : v);
	}
}

static uint32_t sum_bytes(const uint8_t *p, size_t n) {
	uint32_t a = 1, b = 0;
	while (n--) a += *p++, b += a;
	return a ^ b * 2654435761u;
}

typedef struct { uint8_t *at; uint64_t hold; unsigned count; } bit_writer;

static inline void put_bits(bit_writer *w, uint32_t value, unsigned n) {
	w->hold |= (uint64_t)value << w->count;
	for (w->count += n; w->count >= 8; w->hold >>= 8, w->count -= 8) *w->at++ = (uint8_t)w->hold;
}

static size_t flush_bits(bit_writer *w, const uint8_t *start) {
	if (w->count) *w->at++ = (uint8_t)w->hold;
	return (size_t)(w->at - start);
}

// Parents are numbered after their children, so depths follow from one pass down.
typedef struct { uint32_t weight[2 * SYMBOLS]; uint16_t parent[2 * SYMBOLS], heap[SYMBOLS + 1]; int size; } huff_heap;

static void sift_down(huff_heap *h, int i) {
	uint16_t node = h->heap[i];
	for (int child; (child = 2 * i) <= h->size; i = child) {
		if (child < h->size && h->weight[h->heap[child + 1]] < h->weight[h->heap[child]]) child++;
		if (h->weight[node] <= h->weight[h->heap[child]]) break;
		h->heap[i] = h->heap[child];
	}
	h->heap[i] = node;
}

static void code_lengths(const uint32_t *freq, int n, uint8_t *len) {
	static huff_heap h;
	uint8_t depth[2 * SYMBOLS];
	int next = SYMBOLS;
	h.size = 0;
	for (int i = 0; i < n; i++)
		if (freq[i]) h.weight[i] = freq[i] + 8, h.heap[++h.size] = (uint16_t)i;
	for (int i = h.size / 2; i > 0; i--) sift_down(&h, i);
	for (; h.size > 1; next++) {
		uint16_t a = h.heap[1], b;
		h.heap[1] = h.heap[h.size--], sift_down(&h, 1);
		b = h.heap[1];
		h.weight[next] = h.weight[a] + h.weight[b];
		h.parent[a] = h.parent[b] = h.heap[1] = (uint16_t)next, sift_down(&h, 1);
	}
	depth[next - 1] = 0;
	for (int i = next - 2; i >= SYMBOLS; i--) depth[i] = depth[h.parent[i]] + 1;
	for (int i = 0; i < n; i++) len[i] = freq[i] ? depth[h.parent[i]] + 1 : 0;
}

static uint32_t reverse(uint32_t v, int n) {
	uint32_t r = 0;
	while (n-- > 0) r = r << 1 | (v & 1), v >>= 1;
	return r;
}

typedef struct {
	uint16_t count[MAX_BITS + 1], first[MAX_BITS + 2], offset[MAX_BITS + 2], sorted[SYMBOLS], code[SYMBOLS];
	uint16_t fast[1 << FAST]; // length << 8 | symbol, or 0
} huff_table;

static void canonical(huff_table *t, const uint8_t *len, int n) {
	uint16_t next[MAX_BITS + 2], place[MAX_BITS + 2];
	memset(t, 0, sizeof *t);
	for (int i = 0; i < n; i++) t->count[len[i]]++;
	t->count[0] = 0;
	for (int b = 1, code = 0, at = 0; b <= MAX_BITS; b++) {
		code = (code + t->count[b - 1]) << 1;
		t->first[b] = next[b] = (uint16_t)code;
		t->offset[b] = place[b] = (uint16_t)at, at += t->count[b];
	}
	for (int i = 0; i < n; i++) {
		int b = len[i];
		if (!b) continue;
		t->sorted[place[b]++] = (uint16_t)i;
		t->code[i] = (uint16_t)reverse(next[b]++, b);
		for (unsigned k = t->code[i]; b <= FAST && k < 1 << FAST; k += 1u << b) t->fast[k] = (uint16_t)(b << 8 | i);
	}
}

struct reader32 { const uint8_t *in, *end; uint32_t hold; unsigned bits; };

static inline void need(struct reader32 *r, unsigned n) {
	while (r->bits < n) {
		r->hold |= (uint32_t)(r->in < r->end ? *r->in++ : 0) << r->bits;
		r->bits += 8;
	}
}

static inline uint32_t take(struct reader32 *r, unsigned n) {
	need(r, n);
	uint32_t v = r->hold & ((1u << n) - 1);
	r->hold >>= n, r->bits -= n;
	return v;
}

// A bit at a time, comparing with the first code of each length.
static int decode_slow(struct reader32 *r, const huff_table *t) {
	int code = 0;
	for (int b = 1; b <= MAX_BITS; b++) {
		code = code << 1 | (int)take(r, 1);
		if (code - t->first[b] < t->count[b]) return t->sorted[t->offset[b] + code - t->first[b]];
	}
	return -1;
}

static inline int decode_fast(struct reader32 *r, const huff_table *t) {
	need(r, FAST);
	uint16_t e = t->fast[r->hold & ((1 << FAST) - 1)];
	if (!e) return decode_slow(r, t);
	r->hold >>= e >> 8, r->bits -= e >> 8;
	return e & 255;
}

static void decode_tree(const huff_table *t, const uint8_t *len, const uint8_t *in, uint8_t *out, int n) {
	static int16_t child[2 * SYMBOLS][2];
	int used = 1, bit = 0;
	memset(child, 0, sizeof child);
	for (int s = 0; s < SYMBOLS; s++)
		for (int b = 0, node = 0; b < len[s]; b++) {
			int16_t *slot = &child[node][t->code[s] >> b & 1];
			if (b == len[s] - 1) *slot = (int16_t)~s;
			else if (!*slot) *slot = (int16_t)used++;
			node = *slot;
		}
	while (n-- > 0) {
		int node = 0;
		do node = child[node][in[bit >> 3] >> (bit & 7) & 1], bit++;
		while (node > 0);
		*out++ = (uint8_t)~node;
	}
}

static uint64_t huffman(void) {
	uint32_t freq[SYMBOLS] = {0};
	uint8_t len[SYMBOLS];
	static huff_table t;
	bit_writer w = {coded, 0, 0};
	for (int i = 0; i < SIZE; i++) freq[source[i]]++;
	code_lengths(freq, SYMBOLS, len), canonical(&t, len, SYMBOLS);
	for (const uint8_t *p = source; p != source + SIZE; p++) put_bits(&w, t.code[*p], len[*p]);
	size_t n = flush_bits(&w, coded);
	struct reader32 r = {coded, coded + n, 0, 0};
	for (int i = 0; i < SIZE; i++) plain[i] = (uint8_t)decode_fast(&r, &t);
	uint64_t sum = n + sum_bytes(coded, n) + (memcmp(plain, source, SIZE) == 0);
	decode_tree(&t, len, coded, plain, SIZE / 2);
	return sum * 31 + sum_bytes(plain, SIZE);
}

// Literals and copies in one alphabet, extra bits after a length and a distance, read through 64 bits.
static uint64_t inflate_like(void) {
	static const uint8_t extra[8] = {0, 0, 1, 2, 3, 4, 5, 6}, base[8] = {3, 4, 5, 7, 11, 19, 35, 67};
	bit_writer w = {coded, 0, 0};
	uint8_t *out = plain, *const end = plain + SIZE - 160;
	uint64_t hold = 0;
	unsigned bits = 0, kind;
	for (int i = 0; i < SIZE / 2; i++) {
		kind = source[i] & 15;
		if (kind < 8) put_bits(&w, kind << 1 | 1, 4), put_bits(&w, source[i + 1] % (1u << extra[kind]), extra[kind]), put_bits(&w, source[i + 2], 8);
		else put_bits(&w, (uint32_t)source[i] << 1, 9);
	}
	const uint8_t *in = coded, *stop = coded + flush_bits(&w, coded) - 8;
	while (in < stop && out < end) {
		uint64_t word;
		memcpy(&word, in, sizeof word);
		hold |= word << bits, in += (63 - bits) >> 3, bits |= 56;
		if (!(hold & 1)) {
			*out++ = (uint8_t)(hold >> 1), hold >>= 9, bits -= 9;
			continue;
		}
		kind = hold >> 1 & 7, hold >>= 4;
		unsigned length = base[kind] + (unsigned)(hold & ((1u << extra[kind]) - 1));
		size_t distance = 1 + (hold >> extra[kind] & 255), have = (size_t)(out - plain);
		hold >>= 8 + extra[kind], bits -= 12 + extra[kind];
		if (distance > have) memset(out, 'z', length), out += length;
		else for (const uint8_t *from = out - distance; length--;) *out++ = *from++;
	}
	return sum_bytes(plain, (size_t)(out - plain));
}

// Binary adaptive range coding of bytes, by a tree of probabilities in a small context.
static uint16_t prob[4][256];

typedef struct { uint64_t low; uint32_t range, code; uint8_t cache, *at; uint32_t pending; } range_coder;

static void shift_low(range_coder *c) {
	if ((uint32_t)c->low < 0xff000000u || c->low >> 32) {
		uint8_t carry = (uint8_t)(c->low >> 32), byte = c->cache;
		do *c->at++ = (uint8_t)(byte + carry), byte = 0xff;
		while (--c->pending);
		c->cache = (uint8_t)(c->low >> 24);
	}
	c->pending++, c->low = (c->low & 0x00ffffff) << 8;
}

static inline void encode_bit(range_coder *c, uint16_t *p, int bit) {
	uint32_t bound = (c->range >> 11) * *p;
	if (bit) c->low += bound, c->range -= bound, *p -= *p >> 5;
	else c->range = bound, *p += (2048 - *p) >> 5;
	while (c->range < 1u << 24) c->range <<= 8, shift_low(c);
}

static inline int decode_bit(range_coder *c, uint16_t *p) {
	uint32_t bound = (c->range >> 11) * *p;
	int bit = c->code >= bound;
	if (bit) c->code -= bound, c->range -= bound, *p -= *p >> 5;
	else c->range = bound, *p += (2048 - *p) >> 5;
	if (c->range < 1u << 24) c->range <<= 8, c->code = c->code << 8 | *c->at++;
	return bit;
}

static void reset_probs(void) {
	for (int i = 0; i < 4; i++)
		for (uint16_t *p = prob[i]; p < prob[i] + 256; p++) *p = 1024;
}

static uint64_t range_code(int n) {
	range_coder c = {.range = 0xffffffff, .pending = 1, .at = coded};
	reset_probs();
	for (int i = 0; i < n; i++) {
		uint16_t *tree = prob[i ? source[i - 1] >> 5 & 3 : 0];
		for (unsigned node = 1, k = 8; k-- > 0;) {
			int bit = source[i] >> k & 1;
			encode_bit(&c, &tree[node], bit), node = node << 1 | (unsigned)bit;
		}
	}
	for (int i = 0; i < 5; i++) shift_low(&c);
	size_t size = (size_t)(c.at - coded);
	c = (range_coder){.range = 0xffffffff, .at = coded + 1};
	for (int i = 0; i < 4; i++) c.code = c.code << 8 | *c.at++;
	reset_probs();
	for (int i = 0; i < n; i++) {
		uint16_t *tree = prob[i ? plain[i - 1] >> 5 & 3 : 0];
		unsigned node = 1;
		while (node < 256) node = node << 1 | (unsigned)decode_bit(&c, &tree[node]);
		plain[i] = (uint8_t)node;
	}
	return size + sum_bytes(coded, size) * 3u + (memcmp(plain, source, (size_t)n) == 0);
}

static uint64_t golomb(unsigned k) {
	bit_writer w = {coded, 0, 0};
	int last = 0, value = 0, bad = 0;
	for (int i = 0; i < SIZE / 4; i++) {
		int d = source[i] % 60 - last;
		unsigned u = d < 0 ? (unsigned)(-d) * 2 - 1 : (unsigned)d * 2;
		last += d;
		for (unsigned q = u >> k; q; q--) put_bits(&w, 1, 1);
		put_bits(&w, 0, 1), put_bits(&w, u & ((1u << k) - 1), k);
	}
	size_t n = flush_bits(&w, coded);
	struct reader32 r = {coded, coded + n, 0, 0};
	for (int i = 0; i < SIZE / 4; i++) {
		unsigned u = 0;
		while (take(&r, 1)) u++;
		u = u << k | take(&r, k);
		value += u & 1 ? -(int)(u / 2) - 1 : (int)(u / 2);
		bad += value != source[i] % 60;
	}
	return n * 1000 + sum_bytes(coded, n) + (unsigned)bad;
}

int main(void) {
	uint64_t sum = 0;
	for (uint32_t seed = 1; seed <= 12; seed++) {
		make_source(seed * 77);
		sum = sum * 31 + huffman();
		for (int i = 0; i < 3; i++) sum = sum * 31 + inflate_like();
		sum += range_code(SIZE / 4);
		for (unsigned k = 2; k < 6; k += 2) sum ^= golomb(k) << k;
	}
	printf("entropy %016llx\n", (unsigned long long)sum);
	return 0;
}
