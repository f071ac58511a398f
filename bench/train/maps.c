/* Hash maps and sets: linear, quadratic, chained, robin hood, with growth and tombstones. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t rnd(void) {
	static uint32_t s = 2463534242u;
	return s ^= s << 13, s ^= s >> 17, s ^= s << 5;
}

enum state { EMPTY, FULL, DEAD };
struct slot { int key; short hits; unsigned char state; int value; };
typedef struct { struct slot *slots; size_t cap, used, live; } LinMap;

static inline uint32_t mix32(uint32_t x) { x = (x ^ x >> 16) * 0x7feb352du; return x ^ (x >> 15); }

static LinMap lin_new(size_t cap) { return (LinMap){calloc(cap, sizeof(struct slot)), cap, 0, 0}; }

static struct slot *lin_find(const LinMap *m, int key) {
	size_t i = mix32((uint32_t)key) & (m->cap - 1);
	for (; m->slots[i].state != EMPTY; i = (i + 1) & (m->cap - 1))
		if (m->slots[i].state == FULL && m->slots[i].key == key)
			return &m->slots[i];
	return NULL;
}

static void lin_put(LinMap *m, int key, int value) {
	struct slot *s = lin_find(m, key);
	if (s) { s->value += value, s->hits++; return; }
	if ((m->used + 1) * 4 > m->cap * 3) {
		LinMap old = *m;
		*m = lin_new(m->live * 4 > m->cap ? m->cap * 2 : m->cap);
		for (size_t i = 0; i < old.cap; i++)
			if (old.slots[i].state == FULL)
				lin_put(m, old.slots[i].key, old.slots[i].value);
		free(old.slots);
	}
	size_t i = mix32((uint32_t)key) & (m->cap - 1);
	while (m->slots[i].state == FULL)
		i = (i + 1) & (m->cap - 1);
	m->used += m->slots[i].state == EMPTY;
	m->live++;
	m->slots[i] = (struct slot){key, 1, FULL, value};
}

static uint32_t run_linear(void) {
	LinMap m = lin_new(16);
	uint32_t sum = 0;
	for (int n = 0; n < 130000; n++) {
		int k = (int)(rnd() % 9000) - 4500;
		struct slot *s;
		switch (n % 3) {
		case 0: lin_put(&m, k, n & 1023); break;
		case 1: sum += (s = lin_find(&m, k)) ? (uint32_t)(s->value + s->hits) : 1; break;
		default:
			if ((s = lin_find(&m, k)) != NULL)
				s->state = DEAD, m.live--;
		}
	}
	sum = sum * 31 + (uint32_t)m.live;
	free(m.slots);
	return sum;
}

#define QCAP 8192
static struct { uint32_t hash, off; uint16_t len, count; } qtab[QCAP];
static char qbuf[1 << 17];
static uint32_t qtop = 1;

static unsigned q_count(const char *s, size_t n) {
	uint32_t h = 2166136261u, i, step = 1;
	for (const char *p = s; p < s + n; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	for (i = h % QCAP; qtab[i].off; i = (i + step++) % QCAP)
		if (qtab[i].hash == h && qtab[i].len == n && !memcmp(qbuf + qtab[i].off, s, n))
			return ++qtab[i].count;
	qtab[i].hash = h, qtab[i].off = qtop, qtab[i].len = (uint16_t)n;
	memcpy(qbuf + qtop, s, n);
	qtop += (uint32_t)n;
	return qtab[i].count = 1;
}

static size_t make_word(char *out) {
	static const char *const parts[] = {"ka", "ro", "mi", "ten", "shu", "lo", "ber", "ix"};
	size_t n = 0;
	uint32_t r = rnd();
	for (int k = 2 + (int)(r % 3); k > 0; k--, r >>= 3)
		for (const char *p = parts[(r >> 2) & 7]; *p; p++)
			out[n++] = *p;
	out[n] = 0;
	return n;
}

static uint32_t run_quadratic(void) {
	char w[32];
	uint32_t sum = 0;
	for (int n = 0; n < 50000; n++)
		sum += q_count(w, make_word(w));
	return sum ^ qtop;
}

typedef struct node { struct node *next; unsigned hash; int value; char key[]; } Node;
typedef struct { Node **heads; unsigned mask, count; } Chained;

static void chain_rehash(Chained *c) {
	unsigned mask = c->mask * 2 + 1;
	Node **heads = calloc(mask + 1, sizeof *heads);
	for (unsigned i = 0; i <= c->mask; i++)
		for (Node *n = c->heads[i], *next; n; n = next) {
			next = n->next;
			n->next = heads[n->hash & mask], heads[n->hash & mask] = n;
		}
	free(c->heads);
	c->heads = heads, c->mask = mask;
}

static Node **chain_link(Chained *c, const char *key, unsigned *hash) {
	unsigned h = 5381;
	for (const char *p = key; *p; p++)
		h = h * 33 + (unsigned char)*p;
	*hash = h;
	Node **link = &c->heads[h & c->mask];
	while (*link && ((*link)->hash != h || strcmp((*link)->key, key)))
		link = &(*link)->next;
	return link;
}

static uint32_t run_chained(void) {
	Chained c = {calloc(8, sizeof(Node *)), 7, 0};
	char w[32];
	uint32_t sum = 0;
	for (int i = 0; i < 40000; i++) {
		unsigned h;
		size_t len = make_word(w);
		Node **link = chain_link(&c, w, &h), *n = *link;
		if (n && i % 5 == 4) {
			*link = n->next, c.count--, free(n);
		} else if (n) {
			n->value += i;
		} else {
			*link = n = malloc(sizeof *n + len + 1);
			n->next = NULL, n->hash = h, n->value = i, strcpy(n->key, w);
			if (c.count++ > c.mask)
				chain_rehash(&c);
		}
	}
	for (unsigned b = 0; b <= c.mask; b++)
		for (Node *n; (n = c.heads[b]); sum = sum * 7 + (uint32_t)n->value, free(n))
			c.heads[b] = n->next;
	return free(c.heads), sum;
}

/* Robin hood: distances are one more than the way from home, so zero means free. */
#define RMASK 4095u
static uint64_t rkeys[RMASK + 1];
static double rvals[RMASK + 1];
static uint8_t rdist[RMASK + 1];

static unsigned rh_home(uint64_t x) { return (unsigned)(x * 0xbf58476d1ce4e5b9ull >> 31) & RMASK; }

static void rh_insert(unsigned i, uint64_t key, double val) {
	for (uint8_t d = 1;; i = (i + 1) & RMASK, d++) {
		const uint64_t k = rkeys[i];
		const double v = rvals[i];
		const uint8_t e = rdist[i];
		if (e >= d) continue;
		rkeys[i] = key, rvals[i] = val, rdist[i] = d;
		if (!e) return;
		key = k, val = v, d = e;
	}
}

static void rh_delete(unsigned i) {
	for (unsigned j = (i + 1) & RMASK; rdist[j] > 1; i = j, j = (j + 1) & RMASK)
		rkeys[i] = rkeys[j], rvals[i] = rvals[j], rdist[i] = (uint8_t)(rdist[j] - 1);
	rdist[i] = 0;
}

static uint32_t run_robin(void) {
	double total = 0;
	for (int i = 0; i < 120000; i++) {
		uint64_t k = (uint64_t)(rnd() % 5000) * 0x100000001ull;
		unsigned home = rh_home(k), at = home, d = 1;
		while (rdist[at] >= d && rkeys[at] != k)
			at = (at + 1) & RMASK, d++;
		if (rdist[at] < d) rh_insert(home, k, i * 0.5);
		else if (i & 1) rh_delete(at);
		else total += rvals[at];
	}
	return (uint32_t)(uint64_t)total;
}

static int set_add(uint64_t *set, unsigned bits, uint64_t key) {
	uint64_t *p = set + (key * 0x9e3779b97f4a7c15ull >> (64 - bits));
	uint64_t *const end = set + ((size_t)1 << bits);
	for (; *p != key; p = p + 1 == end ? set : p + 1)
		if (!*p) return *p = key, 1;
	return 0;
}

static uint32_t run_set(void) {
	static uint64_t set[1 << 14];
	int x = 0, y = 0, distinct = 0;
	for (int n = 200000; n; n--) {
		uint32_t r = rnd() >> 28;
		*(r & 1 ? &x : &y) += r & 2 ? 1 : -1;
		x &= 127, y &= 63;
		distinct += set_add(set, 14, ((uint64_t)(uint32_t)x << 32 | (uint32_t)y) + 1);
	}
	return (uint32_t)distinct;
}

int main(void) {
	uint32_t sum = 0, (*const runs[])(void) = {run_linear, run_quadratic, run_chained, run_robin, run_set};
	for (int i = 0; i < 5; i++)
		sum = sum * 31 + runs[i]();
	printf("maps %08x\n", (unsigned)sum);
	return 0;
}
