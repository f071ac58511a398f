/* Sorting and searching: by macro, by callback, radix and counting sorts, libc qsort and bsearch. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT 3000

static uint64_t rng = 0x1234567;
static uint32_t draw(void) {
	rng ^= rng >> 12, rng ^= rng << 25, rng ^= rng >> 27;
	return (uint32_t)(rng * 2685821657736338717ull >> 32);
}

#define DEFINE_QUICKSORT(name, T, LESS) \
	static void name(T *a, long n) { \
		while (n > 12) { \
			T mid = a[n / 2]; \
			long lo = 0, hi = n - 1; \
			do { \
				while (LESS(a[lo], mid)) lo++; \
				while (LESS(mid, a[hi])) hi--; \
				if (lo > hi) break; \
				T t = a[lo]; \
				a[lo++] = a[hi]; \
				a[hi--] = t; \
			} while (lo <= hi); \
			name(a, hi + 1); \
			a += lo; \
			n -= lo; \
		} \
		for (long i = 1; i < n; i++) { \
			T v = a[i]; \
			long j = i; \
			for (; j > 0 && LESS(v, a[j - 1]); j--) a[j] = a[j - 1]; \
			a[j] = v; \
		} \
	}

struct rec { char grade; short year; int id; double score; };

#define PLAIN_LESS(x, y) ((x) < (y))
#define REC_LESS(x, y) ((x).year != (y).year ? (x).year < (y).year : (x).score > (y).score)
#define STR_LESS(x, y) (strcmp((x), (y)) < 0)
DEFINE_QUICKSORT(quick_int, int, PLAIN_LESS)
DEFINE_QUICKSORT(quick_double, double, PLAIN_LESS)
DEFINE_QUICKSORT(quick_rec, struct rec, REC_LESS)
DEFINE_QUICKSORT(quick_str, const char *, STR_LESS)

static void shell_sort(int *a, int n) {
	static const int gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
	for (const int *g = gaps; g < gaps + 8; g++)
		for (int i = *g; i < n; i++) {
			int v = a[i], j = i;
			for (; j >= *g && a[j - *g] > v; j -= *g) a[j] = a[j - *g];
			a[j] = v;
		}
}

static void heap_sort(double *a, size_t n) {
	size_t start = n / 2, end = n;
	while (end > 1) {
		double v;
		if (start > 0)
			v = a[--start];
		else
			v = a[--end], a[end] = a[0];
		size_t at = start, kid = 2 * start + 1;
		while (kid < end) {
			if (kid + 1 < end && a[kid] < a[kid + 1]) kid++;
			if (!(v < a[kid])) break;
			a[at] = a[kid];
			at = kid;
			kid = 2 * kid + 1;
		}
		a[at] = v;
	}
}

static void merge_sort(int64_t *a, int64_t *tmp, int n) {
	for (int width = 1; width < n; width *= 2) {
		for (int lo = 0; lo < n; lo += 2 * width) {
			int mid = lo + width < n ? lo + width : n, hi = mid + width < n ? mid + width : n;
			int i = lo, j = mid;
			for (int k = lo; k < hi; k++)
				tmp[k] = i < mid && (j >= hi || a[i] <= a[j]) ? a[i++] : a[j++];
		}
		memcpy(a, tmp, (size_t)n * sizeof *a);
	}
}

static void radix_sort(uint32_t *a, uint32_t *tmp, unsigned n) {
	for (int shift = 0; shift < 32; shift += 8) {
		unsigned count[256] = {0}, at = 0;
		for (unsigned i = 0; i < n; i++) count[a[i] >> shift & 0xff]++;
		for (int b = 0; b < 256; b++) {
			unsigned c = count[b];
			count[b] = at, at += c;
		}
		for (unsigned i = 0; i < n; i++)
			tmp[count[a[i] >> shift & 0xff]++] = a[i];
		uint32_t *swap = a;
		a = tmp, tmp = swap;
	}
}

static void counting_sort(unsigned char *s, size_t n) {
	size_t seen[128] = {0};
	for (const unsigned char *p = s, *end = s + n; p != end; ++p)
		seen[*p & 127]++;
	for (int c = 0; c < 128; c++)
		for (size_t k = seen[c]; k; k--) *s++ = (unsigned char)c;
}

/* Insertion by binary search on opaque elements, in the manner of a C library. */
static void generic_sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *)) {
	char *a = base, hold[64];
	for (size_t i = 1; i < n; i++) {
		size_t lo = 0, hi = i;
		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;
			if (cmp(a + mid * size, a + i * size) <= 0) lo = mid + 1;
			else hi = mid;
		}
		if (lo == i) continue;
		memcpy(hold, a + i * size, size);
		memmove(a + (lo + 1) * size, a + lo * size, (i - lo) * size);
		memcpy(a + lo * size, hold, size);
	}
}

static int cmp_int(const void *x, const void *y) {
	int a = *(const int *)x, b = *(const int *)y;
	return (a > b) - (a < b);
}

static int cmp_rec(const void *x, const void *y) {
	const struct rec *a = x, *b = y;
	if (a->grade != b->grade) return a->grade - b->grade;
	return a->id < b->id ? -1 : a->id > b->id;
}

static size_t lower_bound(const int *a, size_t n, int key) {
	const int *p = a;
	while (n) {
		size_t half = n >> 1;
		if (p[half] < key)
			p += half + 1, n -= half + 1;
		else
			n = half;
	}
	return (size_t)(p - a);
}

static uint32_t sort_ints(void) {
	static int a[COUNT], b[COUNT], c[COUNT];
	uint32_t sum = 0;
	for (int i = 0; i < COUNT; i++)
		a[i] = b[i] = c[i] = (int)(draw() % 20000) - 10000;
	quick_int(a, COUNT);
	shell_sort(b, COUNT);
	qsort(c, COUNT, sizeof *c, cmp_int);
	for (int i = 0; i < COUNT; i++)
		sum = sum * 3 + (uint32_t)a[i] + (a[i] == b[i]) + (b[i] == c[i]);
	for (int key = -10000; key < 10000; key += 7) {
		const int *hit = bsearch(&key, c, COUNT, sizeof *c, cmp_int);
		sum += (uint32_t)lower_bound(a, COUNT, key) ^ (hit ? (uint32_t)*hit : 9);
	}
	return sum;
}

static uint32_t sort_records(void) {
	static struct rec r[COUNT];
	static double d[COUNT], e[COUNT];
	uint32_t sum = 0;
	for (int i = 0; i < COUNT; i++) {
		uint32_t x = draw();
		r[i] = (struct rec){(char)('A' + x % 6), (short)(1990 + x / 8 % 30), (int)(x >> 20), (x >> 10) / 3.0};
		d[i] = e[i] = r[i].score - r[i].year;
	}
	quick_rec(r, COUNT);
	generic_sort(r, COUNT / 3, sizeof *r, cmp_rec);
	quick_double(d, COUNT);
	heap_sort(e, COUNT);
	for (int i = 0; i < COUNT; i++)
		sum = sum * 5 + (uint32_t)r[i].id + (d[i] == e[i]);
	return sum;
}

static uint32_t sort_words(void) {
	static char text[COUNT][8];
	static const char *words[COUNT];
	static uint32_t keys[COUNT], spare[COUNT];
	static int64_t wide[COUNT], tmp[COUNT];
	uint32_t sum = 0;
	for (int i = 0; i < COUNT; i++) {
		uint32_t x = keys[i] = draw();
		wide[i] = (int64_t)((uint64_t)x << 20) - ((int64_t)x << 8) * (i & 1);
		for (int k = 0; k < 7; k++, x /= 11)
			text[i][k] = (char)('a' + x % 11);
		text[i][7] = '\0';
		words[i] = text[i] + (i & 3);
	}
	counting_sort((unsigned char *)text[COUNT - 1], 7);
	quick_str(words, COUNT);
	radix_sort(keys, spare, COUNT);
	merge_sort(wide, tmp, COUNT);
	for (int i = 0; i < COUNT; i++)
		sum = sum * 7 + (uint32_t)words[i][1] + (keys[i] >> 3) + (uint32_t)(wide[i] >> 9);
	counting_sort((unsigned char *)text, sizeof text);
	return sum + (uint32_t)text[COUNT / 2][3];
}

int main(void) {
	uint32_t sum = 0;
	for (int round = 0; round < 6; round++)
		sum = (sum * 31 + sort_ints()) * 31 + sort_records() + sort_words();
	printf("sorts %08lx\n", (unsigned long)sum);
	return 0;
}
