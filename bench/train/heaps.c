/* Heaps: binary, d-ary, pairing, generic with comparison callbacks, top k, merging. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint32_t u32;

static u32 noise(u32 *s) {
	*s ^= *s << 13, *s ^= *s >> 17;
	return *s ^= *s << 5;
}

/* Plain binary heap of ints, root at index 1. */
static void sift_up(int *h, int i) {
	int v = h[i];
	for (; i > 1 && h[i / 2] > v; i /= 2) h[i] = h[i / 2];
	h[i] = v;
}

static void sift_down(int *h, int n, int i) {
	int v = h[i], c;
	while ((c = 2 * i) <= n) {
		if (c < n && h[c + 1] < h[c]) c++;
		if (v <= h[c]) break;
		h[i] = h[c], i = c;
	}
	h[i] = v;
}

static u32 run_binary(u32 seed) {
	static int heap[5001];
	u32 sum = 0;
	int n = 0;
	for (int round = 0; round < 4; round++) {
		while (n < 5000) {
			heap[++n] = (int)(noise(&seed) >> 12) - 400000;
			sift_up(heap, n);
		}
		while (n > 1000 * round) {
			sum = sum * 5 + (u32)heap[1];
			heap[1] = heap[n--];
			sift_down(heap, n, 1);
		}
	}
	return sum;
}

/* Priority queue of structs, order given by a callback, grows by doubling. */
struct job {
	unsigned char class; short weight;
	unsigned urgent : 1, retries : 3, owner : 12;
	double due; const char *name;
};
typedef int (*job_cmp)(const struct job *, const struct job *);
struct queue { struct job *jobs; size_t len, cap; job_cmp cmp; };

static int by_due(const struct job *a, const struct job *b) { return (a->due > b->due) - (a->due < b->due); }

static int by_class(const struct job *a, const struct job *b) {
	if (a->urgent != b->urgent) return a->urgent ? -1 : 1;
	if (a->class != b->class) return (int)a->class - (int)b->class;
	return a->weight != b->weight ? a->weight - b->weight : strcmp(a->name, b->name);
}

static int queue_push(struct queue *q, const struct job *j) {
	if (q->len == q->cap) {
		size_t cap = q->cap ? q->cap * 2 : 8;
		struct job *grown = realloc(q->jobs, cap * sizeof *grown);
		if (!grown) return -1;
		q->jobs = grown, q->cap = cap;
	}
	size_t i = q->len++;
	for (size_t up; i > 0 && q->cmp(&q->jobs[up = (i - 1) / 2], j) > 0; i = up)
		q->jobs[i] = q->jobs[up];
	q->jobs[i] = *j;
	return 0;
}

static struct job queue_pop(struct queue *q) {
	struct job top = q->jobs[0], last = q->jobs[--q->len];
	size_t i = 0;
	for (size_t c = 1; c < q->len; c = 2 * i + 1) {
		if (c + 1 < q->len && q->cmp(&q->jobs[c + 1], &q->jobs[c]) < 0)
			c++;
		if (q->cmp(&last, &q->jobs[c]) <= 0) break;
		q->jobs[i] = q->jobs[c], i = c;
	}
	q->jobs[i] = last;
	return top;
}

static u32 run_jobs(job_cmp cmp, u32 seed) {
	static const char *const names[] = {"scan", "scrub", "index", "indexer", "mail", "mailer", "tidy"};
	struct queue q = {.cmp = cmp};
	u32 sum = 0;
	for (int i = 0; i < 5000; i++) {
		u32 r = noise(&seed);
		struct job j = {(unsigned char)(r % 5), (short)((r >> 4) % 50 - 25), r >> 31, (r >> 9) & 7, r & 4095, (r >> 3) * 0.125, names[r % 7]};
		if (queue_push(&q, &j) < 0) goto out;
		if (i % 3 == 2) {
			j = queue_pop(&q);
			sum = sum * 3 + j.owner + (u32)(unsigned char)j.name[2];
			if (j.retries++ == 0) queue_push(&q, &j);
		}
	}
	while (q.len) sum = sum * 3 + queue_pop(&q).owner;
out:
	free(q.jobs);
	return sum;
}

/* Four-ary heap of packed (priority, id) keys. */
static u32 run_quad(u32 seed) {
	static uint64_t h[4096];
	u32 n = 0, id = 0, sum = 0;
	for (int step = 0; step < 24000; step++) {
		if (n < 64 || (n < 4096 && (noise(&seed) & 7) < 4)) {
			uint64_t key = (uint64_t)(noise(&seed) >> 8) << 32 | id++;
			u32 i = n++;
			for (; i && h[(i - 1) >> 2] > key; i = (i - 1) >> 2)
				h[i] = h[(i - 1) >> 2];
			h[i] = key;
			continue;
		}
		sum += (u32)(h[0] >> 32) ^ (u32)h[0];
		uint64_t last = h[--n];
		u32 i = 0, first;
		while ((first = 4 * i + 1) < n) {
			u32 best = first, end = first + 4 < n ? first + 4 : n;
			for (u32 c = first + 1; c < end; c++)
				if (h[c] < h[best]) best = c;
			if (h[best] >= last) break;
			h[i] = h[best], i = best;
		}
		h[i] = last;
	}
	return sum + n;
}

/* Pairing heap with leftmost child and right sibling links. */
typedef struct pair { struct pair *child, *sib; float cost; unsigned short id; } Pair;

static Pair *meld(Pair *a, Pair *b) {
	if (!a) return b;
	if (!b) return a;
	if (b->cost < a->cost) { Pair *t = a; a = b; b = t; }
	b->sib = a->child, a->child = b;
	return a;
}

static Pair *pop_pair(Pair *root) {
	Pair *list = root->child, *pairs = NULL, *all = NULL;
	while (list) {
		Pair *a = list, *b = a->sib;
		list = b ? b->sib : NULL, a->sib = NULL;
		if (b) b->sib = NULL;
		a = meld(a, b);
		a->sib = pairs, pairs = a;
	}
	for (Pair *next; pairs; all = meld(all, pairs), pairs = next)
		next = pairs->sib, pairs->sib = NULL;
	return all;
}

static u32 run_pairing(u32 seed) {
	static Pair store[6000];
	Pair *root = NULL;
	u32 sum = 0;
	for (unsigned i = 0; i < 6000; i++) {
		store[i].cost = (float)(noise(&seed) >> 12);
		store[i].id = (unsigned short)i, store[i].child = NULL;
		root = meld(&store[i], root);
		if ((i & 3) == 3) sum += root->id, root = pop_pair(root);
	}
	for (; root; root = pop_pair(root))
		sum = (sum << 1 | sum >> 31) + root->id;
	return sum;
}

/* Top k by a bounded heap, and a merge of sorted streams by a heap of cursors. */
static u32 run_streams(u32 seed) {
	enum { K = 32, STREAMS = 12, LEN = 1200 };
	static int data[STREAMS][LEN];
	int best[K + 1], heap[STREAMS + 1], pos[STREAMS] = {0}, n = 0, last = 0;
	u32 sum = 0;
	for (int s = 0; s < STREAMS; s++)
		for (int i = 0, v = 0; i < LEN; i++)
			data[s][i] = v += (int)(noise(&seed) % 90);
	for (int i = 0; i < STREAMS * LEN; i++) {
		int v = data[i % STREAMS][i / STREAMS] ^ 0x2aaa;
		if (n < K)
			best[++n] = v, sift_up(best, n);
		else if (v > best[1])
			best[1] = v, sift_down(best, n, 1);
	}
	for (n = 1; n <= STREAMS; n++)
		heap[n] = data[n - 1][0] * 16 + n - 1, sift_up(heap, n);
	n--;
	while (n) {
		int s = heap[1] & 15, v = heap[1] >> 4;
		sum = sum * 9 + (u32)(v - last), last = v;
		heap[1] = ++pos[s] < LEN ? data[s][pos[s]] * 16 + s : heap[n--];
		sift_down(heap, n, 1);
	}
	return sum ^ (u32)best[1];
}

int main(void) {
	u32 sum = 0;
	for (u32 seed = 1; seed < 5; seed++) {
		sum = sum * 33 + run_binary(seed * 7);
		sum = sum * 33 + (run_jobs(by_due, seed) ^ run_jobs(by_class, seed + 9));
		sum = sum * 33 + run_quad(seed * 99) + run_pairing(seed * 1001);
		sum ^= run_streams(seed + 31);
	}
	printf("heaps %lu\n", (unsigned long)sum);
	return 0;
}
