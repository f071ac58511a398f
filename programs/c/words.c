// words: counts made-up words in a string map that grows, sorts them and prints JSON. The argument is the
// number of words.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	char *key;
	long count;
} entry;

typedef struct {
	entry *slots;
	size_t cap, len; // cap is a power of two
} map;

static uint64_t seed = 42;

static uint32_t random32(void) {
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return seed >> 33;
}

static uint32_t hash(const char *s) {
	uint32_t h = 2166136261u;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

static entry *find(map *m, const char *key) {
	size_t i = hash(key) & (m->cap - 1);
	while (m->slots[i].key && strcmp(m->slots[i].key, key) != 0)
		i = (i + 1) & (m->cap - 1);
	return &m->slots[i];
}

static void grow(map *m) {
	map bigger = {calloc(m->cap * 2, sizeof(entry)), m->cap * 2, m->len};
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].key)
			*find(&bigger, m->slots[i].key) = m->slots[i];
	free(m->slots);
	*m = bigger;
}

static void count(map *m, const char *key) {
	if (m->len * 4 >= m->cap * 3)
		grow(m);
	entry *e = find(m, key);
	if (!e->key) {
		e->key = strdup(key);
		m->len++;
	}
	e->count++;
}

static int by_count(const void *a, const void *b) {
	const entry *x = a, *y = b;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->key, y->key);
}

static void print_string(const char *s) {
	putchar('"');
	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else
			putchar(*s);
	putchar('"');
}

static void make_word(char *word) {
	static const char letters[] = "etaoinshrdlu\"\\cm";
	int n = 1 + random32() % 3 + random32() % 3;
	for (int i = 0; i < n; i++)
		word[i] = letters[random32() & random32() & 15];
	word[n] = 0;
}

int main(int argc, char **argv) {
	int words = argc > 1 ? atoi(argv[1]) : 20000;
	map m = {calloc(16, sizeof(entry)), 16, 0};
	for (int i = 0; i < words; i++) {
		char word[16];
		make_word(word);
		count(&m, word);
	}
	entry *all = malloc(m.len * sizeof *all);
	size_t n = 0;
	for (size_t i = 0; i < m.cap; i++)
		if (m.slots[i].key)
			all[n++] = m.slots[i];
	qsort(all, n, sizeof *all, by_count);
	printf("{\"words\": %d, \"different\": %zu, \"top\": {", words, n);
	for (size_t i = 0; i < n && i < 20; i++) {
		printf(i ? ", " : "");
		print_string(all[i].key);
		printf(": %ld", all[i].count);
	}
	printf("}}\n");
	return 0;
}
