// sort: the same numbers sorted in three ways: by the C library with a function that compares, by a heap and by
// merging; then records by a string key. The argument is how many there are.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t seed = 2463534242u;

static uint32_t random32(void) {
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

static int by_value(const void *a, const void *b) {
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static void sift(uint32_t *heap, int from, int n) {
	uint32_t v = heap[from];
	for (int child; (child = 2 * from + 1) < n; from = child) {
		if (child + 1 < n && heap[child + 1] > heap[child])
			child++;
		if (heap[child] <= v)
			break;
		heap[from] = heap[child];
	}
	heap[from] = v;
}

static void heap_sort(uint32_t *a, int n) {
	for (int i = n / 2 - 1; i >= 0; i--)
		sift(a, i, n);
	for (int i = n - 1; i > 0; i--) {
		uint32_t top = a[0];
		a[0] = a[i];
		a[i] = top;
		sift(a, 0, i);
	}
}

static void merge_sort(uint32_t *a, uint32_t *spare, int n) {
	if (n < 12) {
		for (int i = 1; i < n; i++) {
			uint32_t v = a[i];
			int j = i;
			for (; j > 0 && a[j - 1] > v; j--)
				a[j] = a[j - 1];
			a[j] = v;
		}
		return;
	}
	int half = n / 2;
	merge_sort(a, spare, half);
	merge_sort(a + half, spare, n - half);
	memcpy(spare, a, half * sizeof *a);
	for (int i = 0, j = half, k = 0; i < half; k++)
		a[k] = j == n || spare[i] <= a[j] ? spare[i++] : a[j++];
}

typedef struct {
	char key[12];
	uint32_t value;
} record;

static int by_key(const void *a, const void *b) { return strcmp(((const record *)a)->key, ((const record *)b)->key); }

static uint32_t checksum(const uint32_t *a, int n) {
	uint32_t sum = 0;
	for (int i = 0; i < n; i++)
		sum = sum * 16777619u ^ a[i];
	return sum;
}

int main(int argc, char **argv) {
	int n = argc > 1 ? atoi(argv[1]) : 1000;
	uint32_t *start = malloc(n * sizeof *start), *a = malloc(n * sizeof *a), *spare = malloc(n * sizeof *spare);
	for (int i = 0; i < n; i++)
		start[i] = random32();

	memcpy(a, start, n * sizeof *a);
	qsort(a, n, sizeof *a, by_value);
	printf("library %08x\n", checksum(a, n));
	memcpy(a, start, n * sizeof *a);
	heap_sort(a, n);
	printf("heap    %08x\n", checksum(a, n));
	memcpy(a, start, n * sizeof *a);
	merge_sort(a, spare, n);
	printf("merge   %08x\n", checksum(a, n));

	size_t m = n / 4;
	record *records = calloc(m, sizeof *records);
	for (size_t i = 0; i < m; i++) { // the first letters are common to many; the last are the number, so that keys differ
		uint32_t r = start[i], digits = i;
		for (int k = 0; k < 5; k++, r >>= 5)
			records[i].key[k] = 'a' + r % (k < 2 ? 2 : 26);
		for (int k = 5; k < 11; k++, digits /= 10)
			records[i].key[k] = '0' + digits % 10;
		records[i].value = i;
	}
	qsort(records, m, sizeof *records, by_key);
	uint32_t sum = 0;
	for (size_t i = 0; i < m; i++)
		sum = sum * 16777619u ^ records[i].value;
	printf("records %08x %s\n", sum, m ? records[m - 1].key : "");
	return 0;
}
