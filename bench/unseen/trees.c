/* Search trees: AVL, treap, B-tree, Fenwick and segment trees, trie. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned rnd(void) {
	static unsigned long long s = 88172645463325252ull;
	return (unsigned)((s = s * 6364136223846793005ull + 1442695040888963407ull) >> 33);
}

struct avl { int key, count; struct avl *kid[2]; signed char height; };

static int height(const struct avl *t) { return t ? t->height : 0; }

static struct avl *fix(struct avl *t) {
	int l = height(t->kid[0]), r = height(t->kid[1]);
	t->height = (signed char)(1 + (l > r ? l : r));
	return t;
}

static struct avl *turn(struct avl *t, int down) {
	struct avl *up = t->kid[!down];
	t->kid[!down] = up->kid[down];
	up->kid[down] = fix(t);
	return fix(up);
}

static struct avl *avl_insert(struct avl *t, int key) {
	if (!t) {
		t = calloc(1, sizeof *t);
		t->key = key;
	}
	int d = key > t->key;
	if (key == t->key)
		t->count++;
	else
		t->kid[d] = avl_insert(t->kid[d], key);
	if (height(t->kid[d]) - height(t->kid[!d]) < 2) return fix(t);
	struct avl *c = t->kid[d];
	if (height(c->kid[d]) < height(c->kid[!d]))
		t->kid[d] = turn(c, d);
	return turn(t, !d);
}

static void avl_drain(struct avl *t, unsigned *sum) {
	if (!t) return;
	avl_drain(t->kid[0], sum);
	*sum = *sum * 17 + (unsigned)(t->key * t->count);
	avl_drain(t->kid[1], sum);
	free(t);
}

static unsigned run_avl(void) {
	struct avl *root = NULL;
	unsigned sum = 0;
	for (int i = 0; i < 44000; i++)
		root = avl_insert(root, (int)(rnd() % 6000) - 3000);
	avl_drain(root, &sum);
	return sum;
}

/* Treap in parallel arrays, index 0 being the empty tree. */
#define MAXT 8192
static int tk[MAXT], tl[MAXT], tr[MAXT], tsize[MAXT];
static unsigned tp[MAXT];

static int sized(int t) {
	tsize[t] = 1 + tsize[tl[t]] + tsize[tr[t]];
	return t;
}

static void treap_split(int t, int key, int *a, int *b) {
	if (!t) {
		*a = *b = 0;
	} else if (tk[t] < key) {
		treap_split(tr[t], key, &tr[t], b);
		*a = sized(t);
	} else {
		treap_split(tl[t], key, a, &tl[t]);
		*b = sized(t);
	}
}

static int treap_merge(int a, int b) {
	if (!a || !b) return a | b;
	if (tp[a] > tp[b]) {
		tr[a] = treap_merge(tr[a], b);
		return sized(a);
	}
	tl[b] = treap_merge(a, tl[b]);
	return sized(b);
}

static unsigned run_treap(void) {
	int root = 0, a, b;
	unsigned sum = 0;
	for (int n = 1; n < MAXT; n++) {
		tk[n] = (int)(rnd() & 0xfffff);
		tp[n] = rnd();
		treap_split(root, tk[n], &a, &b);
		root = treap_merge(treap_merge(a, sized(n)), b);
		for (int t = root, k = n / 3, l; (l = tsize[tl[t]]) != k; sum += (unsigned)tk[t])
			if (k < l) t = tl[t];
			else k -= l + 1, t = tr[t];
	}
	return sum;
}

/* B-tree, full pages are split on the way down. */
enum { ORDER = 8, HALF = ORDER / 2 - 1 };
typedef struct page {
	unsigned short used;
	char leaf;
	long long keys[ORDER - 1];
	struct page *kids[ORDER];
} Page;
static Page pages[6000], *page_top = pages;

static void split_kid(Page *up, int at) {
	Page *y = up->kids[at], *z = page_top++;
	z->leaf = y->leaf;
	y->used = z->used = HALF;
	for (int j = 0; j < HALF; j++)
		z->keys[j] = y->keys[j + HALF + 1];
	memcpy(z->kids, y->kids + HALF + 1, sizeof(Page *) * (HALF + 1));
	memmove(up->kids + at + 2, up->kids + at + 1, sizeof(Page *) * (size_t)(up->used - at));
	memmove(up->keys + at + 1, up->keys + at, sizeof(long long) * (size_t)(up->used - at));
	up->kids[at + 1] = z;
	up->keys[at] = y->keys[HALF];
	up->used++;
}

static Page *btree_insert(Page *root, long long key) {
	Page *p = root;
	if (root->used == ORDER - 1) {
		p = page_top++;
		p->kids[0] = root;
		split_kid(p, 0);
		root = p;
	}
	int i;
	while (!p->leaf) {
		for (i = p->used; i > 0 && key < p->keys[i - 1]; i--)
			;
		if (p->kids[i]->used == ORDER - 1) {
			split_kid(p, i);
			i += key > p->keys[i];
		}
		p = p->kids[i];
	}
	for (i = p->used++; i > 0 && key < p->keys[i - 1]; i--)
		p->keys[i] = p->keys[i - 1];
	p->keys[i] = key;
	return root;
}

static unsigned run_btree(void) {
	Page *root = page_top++;
	unsigned found = 0, i;
	root->leaf = 1;
	for (i = 0; i < 12000; i++)
		root = btree_insert(root, (long long)rnd() * 3 % 40009);
	for (long long k = 0; k < 24000; k++)
		for (const Page *p = root; p; p = p->leaf ? NULL : p->kids[i]) {
			for (i = 0; i < p->used && p->keys[i] < k; ++i)
				;
			if (i < p->used && p->keys[i] == k && ++found) break;
		}
	return found * 64 + (unsigned)(page_top - pages);
}

static unsigned run_ranges(void) {
	enum { N = 2048 };
	static long long bit[N + 1];
	static int seg[2 * N];
	long long sum = 0;
	for (int q = 0; q < 36000; q++) {
		int at = (int)(rnd() % N), v = (int)(rnd() % 1000) - 300, best = -1000;
		for (int i = at + 1; i <= N; i += i & -i)
			bit[i] += v;
		seg[at + N] = v;
		for (int i = (at + N) >> 1; i; i >>= 1)
			seg[i] = seg[2 * i] > seg[2 * i + 1] ? seg[2 * i] : seg[2 * i + 1];
		for (int i = at; i > 0; i &= i - 1)
			sum += bit[i];
		for (int l = at / 2 + N, r = at + N; l < r; l /= 2, r /= 2) {
			if (l & 1) { if (seg[l] > best) best = seg[l]; l++; }
			if (r & 1) { --r; if (seg[r] > best) best = seg[r]; }
		}
		sum ^= best;
	}
	return (unsigned)(sum ^ (sum >> 32));
}

static unsigned run_trie(void) {
	static struct { unsigned short kid[26]; unsigned pass; } trie[16000];
	unsigned short top = 1;
	unsigned sum = 0;
	for (int n = 0; n < 40000; n++) {
		unsigned r = rnd(), at = 0;
		for (unsigned len = 0; len < 9 && r > 3; len++, r /= 7) {
			unsigned short *c = &trie[at].kid[r % 7 * (len + 1) % 26];
			if (!*c) {
				if (top == 16000) break;
				*c = top++;
			}
			sum += trie[at = *c].pass++;
		}
	}
	return sum ^ top;
}

int main(void) {
	unsigned (*const runs[])(void) = {run_avl, run_treap, run_btree, run_ranges, run_trie};
	unsigned sum = 0;
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		sum = sum * 1000003u ^ runs[i]();
	printf("trees %u\n", sum);
	return 0;
}
