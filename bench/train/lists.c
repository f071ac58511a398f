/* Linked lists, skip list, ring buffer, deque, LRU cache, free list, arena. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned state = 12345;
static int roll(int n) {
	state = state * 1103515245u + 12345u;
	return (int)((state >> 16) % (unsigned)n);
}

/* Arena: bump allocation out of chained blocks, freed all at once. */
struct block { struct block *prev; size_t used; _Alignas(16) char data[16000]; };
struct arena { struct block *top; int blocks; };

static void *arena_alloc(struct arena *a, size_t n) {
	n = (n + 15) & ~(size_t)15;
	if (!a->top || a->top->used + n > sizeof a->top->data) {
		struct block *b = malloc(sizeof *b);
		b->prev = a->top, b->used = 0;
		a->top = b, a->blocks++;
	}
	void *p = a->top->data + a->top->used;
	a->top->used += n;
	return p;
}

static void arena_free(struct arena *a) {
	for (struct block *b; (b = a->top); free(b))
		a->top = b->prev;
}

typedef struct cell { int value; short tag; struct cell *next; } Cell;

static Cell *reverse(Cell *list) {
	Cell *done = NULL;
	for (Cell *next; list; done = list, list = next) {
		next = list->next;
		list->next = done;
	}
	return done;
}

static Cell *merge(Cell *a, Cell *b) {
	Cell *head = NULL, **tail = &head;
	while (a && b) {
		Cell **less = b->value < a->value ? &b : &a;
		*tail = *less;
		tail = &(*less)->next;
		*less = *tail;
	}
	*tail = a ? a : b;
	return head;
}

static Cell *merge_sort(Cell *list) {
	Cell *slow = list, *fast;
	if (!list || !list->next) return list;
	for (fast = list->next; fast && fast->next; fast = fast->next->next)
		slow = slow->next;
	fast = slow->next;
	slow->next = NULL;
	return merge(merge_sort(list), merge_sort(fast));
}

static unsigned run_single(void) {
	struct arena a = {NULL, 0};
	Cell *list = NULL;
	unsigned sum = 0, at = 0;
	for (int i = 0; i < 12000; i++) {
		Cell *c = arena_alloc(&a, sizeof *c);
		*c = (Cell){roll(5000), (short)(i & 7), list};
		list = c;
	}
	list = reverse(merge_sort(reverse(list)));
	for (Cell **p = &list; *p;)
		if ((*p)->tag == 3) *p = (*p)->next;
		else p = &(*p)->next;
	for (const Cell *c = list; c; c = c->next)
		sum += (unsigned)c->value * ++at;
	arena_free(&a);
	return sum + at;
}

/* LRU cache: intrusive circular list with a sentinel, buckets of 16-bit links. */
struct link { struct link *prev, *next; };
struct entry { unsigned key; unsigned short chain; bool dirty; struct link lru; };
#define ENTRY(l) ((struct entry *)((char *)(l) - offsetof(struct entry, lru)))
enum { CACHE = 256, BUCKETS = 512 };

static inline void link_out(struct link *l) {
	l->prev->next = l->next, l->next->prev = l->prev;
}

static inline void link_after(struct link *at, struct link *l) {
	l->prev = at, l->next = at->next;
	at->next->prev = l, at->next = l;
}

static unsigned run_lru(void) {
	static struct entry entries[CACHE + 1];
	static unsigned short bucket[BUCKETS];
	struct link all = {&all, &all};
	unsigned hits = 0, written = 0;
	memset(bucket, 0, sizeof bucket);
	for (int i = 1; i <= CACHE; i++)
		entries[i].key = (unsigned)i + 100000, link_after(&all, &entries[i].lru);
	for (int n = 0; n < 60000; n++) {
		unsigned key = (unsigned)(roll(4) ? roll(200) : roll(2000)), e;
		unsigned short *head = &bucket[key * 40503u % BUCKETS];
		for (e = *head; e && entries[e].key != key; e = entries[e].chain)
			;
		if (e) {
			hits++;
		} else {
			struct entry *old = ENTRY(all.prev);
			unsigned short *p = &bucket[old->key * 40503u % BUCKETS];
			e = (unsigned)(old - entries);
			while (*p && *p != e)
				p = &entries[*p].chain;
			if (*p) *p = old->chain;
			written += old->dirty;
			old->key = key, old->dirty = false;
			old->chain = *head, *head = (unsigned short)e;
		}
		entries[e].dirty |= (n & 15) == 0;
		link_out(&entries[e].lru);
		link_after(&all, &entries[e].lru);
	}
	return hits * 3 + written;
}

/* Skip list over an index pool with a free list threaded through level 0. */
enum { LEVELS = 10, POOL = 4096 };
static struct { int key; int next[LEVELS]; } skip[POOL];
static int skip_free, skip_level;

static int skip_seek(int key, int *before) {
	int at = 0;
	for (int l = LEVELS - 1; l >= 0; l--) {
		int next;
		while ((next = skip[at].next[l]) && skip[next].key < key)
			at = next;
		before[l] = at;
	}
	at = skip[at].next[0];
	return at && skip[at].key == key ? at : 0;
}

static bool skip_toggle(int key) {
	int before[LEVELS], at = skip_seek(key, before), l = 0;
	if (at) {
		for (; l < LEVELS && skip[before[l]].next[l] == at; l++)
			skip[before[l]].next[l] = skip[at].next[l];
		skip[at].next[0] = skip_free;
		skip_free = at;
		return false;
	}
	at = skip_free;
	skip_free = skip[at].next[0];
	skip[at].key = key;
	do {
		skip[at].next[l] = skip[before[l]].next[l];
		skip[before[l]].next[l] = at;
	} while (++l < LEVELS && roll(3) == 0);
	skip_level = l > skip_level ? l : skip_level;
	return true;
}

static unsigned run_skip(void) {
	unsigned sum = 0;
	memset(&skip[0], 0, sizeof skip[0]);
	skip_free = 0;
	for (int i = 1; i < POOL; i++)
		skip[i].next[0] = skip_free, skip_free = i;
	for (int n = 15000; n > 0; --n)
		sum += skip_toggle(roll(6000)) ? 5 : 1;
	for (int at = skip[0].next[0]; at; at = skip[at].next[0])
		sum = sum * 3 + (unsigned)skip[at].key;
	return sum + (unsigned)skip_level;
}

/* Byte ring with wrapping copies, and a deque keeping maxima of a sliding window. */
static unsigned run_rings(void) {
	static unsigned char ring[1024], chunk[64];
	static int series[40000], deque[512];
	unsigned head = 0, tail = 0, sum = 0;
	for (int n = 0; n < 20000; n++) {
		unsigned len = (unsigned)roll(60), at = head & 1023, first = 1024 - at;
		memset(chunk, n & 255, sizeof chunk);
		if (len <= 1024 - (head - tail)) {
			memcpy(ring + at, chunk, len < first ? len : first);
			if (len > first) memcpy(ring, chunk + first, len - first);
			head += len;
		}
		for (unsigned want = (unsigned)roll(50); want-- && tail != head; tail++)
			sum += ring[tail & 1023] ^ (want & 3);
	}
	int front = 0, back = 0;
	for (int i = 0; i < 40000; i++) {
		series[i] = roll(30000);
		while (front != back && series[deque[(back - 1) & 511]] <= series[i])
			back--;
		deque[back++ & 511] = i;
		if (deque[front & 511] <= i - 300) front++;
		sum += (unsigned)series[deque[front & 511]];
	}
	return sum;
}

int main(void) {
	unsigned (*const runs[])(void) = {run_single, run_lru, run_skip, run_rings};
	unsigned sum = 0;
	for (int n = 0; n < 12; n++)
		sum = (sum << 5 | sum >> 27) ^ runs[n & 3]();
	printf("lists checksum=%u\n", sum);
	return 0;
}
