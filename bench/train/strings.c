/* Strings: search, own libc loops, globs, edit distance, palindromes, suffixes, building, interning. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT 12000
static char text[TEXT + 1];

static void fill_text(uint32_t s) {
	static const char *const words[] = {"the", "of", "Parcel", "river", "an", "stone", "reckon", "Then", "other", "lantern", "is", "ferry"};
	size_t n = 0;
	while (n < TEXT - 12) {
		s = s * 1664525u + 1013904223u;
		for (const char *w = words[(s >> 20) % 12]; *w; w++)
			text[n++] = *w;
		text[n++] = (s >> 28) == 3 ? '\n' : (s >> 28) == 5 ? ',' : ' ';
	}
	text[n] = 0;
}

static size_t my_strlen(const char *s) {
	const char *p = s;
	while (*p) p++;
	return (size_t)(p - s);
}

static int my_strcmp(const char *a, const char *b) {
	while (*a && *a == *b) a++, b++;
	return (unsigned char)*a - (unsigned char)*b;
}

static int my_memcmp(const void *x, const void *y, size_t n) {
	const unsigned char *a = x, *b = y;
	for (; n; n--, a++, b++)
		if (*a != *b) return *a < *b ? -1 : 1;
	return 0;
}

static char *my_strchr(const char *s, int c) {
	do
		if (*s == (char)c) return (char *)s;
	while (*s++);
	return NULL;
}

static unsigned count_kmp(const char *hay, const char *pat) {
	int fail[32], m = (int)my_strlen(pat), k = -1;
	unsigned found = 0;
	fail[0] = -1;
	for (int i = 0; i < m; fail[++i] = ++k)
		while (k >= 0 && pat[k] != pat[i]) k = fail[k];
	for (int j = 0; *hay; hay++) {
		while (j >= 0 && pat[j] != *hay) j = fail[j];
		if (++j == m) found++, j = fail[m];
	}
	return found;
}

static unsigned count_horspool(const char *hay, size_t n, const char *pat) {
	unsigned char skip[256];
	size_t m = strlen(pat), at = 0;
	unsigned found = 0;
	memset(skip, (int)m, sizeof skip);
	for (size_t i = 0; i + 1 < m; i++)
		skip[(unsigned char)pat[i]] = (unsigned char)(m - 1 - i);
	while (at + m <= n) {
		size_t i = m;
		while (i > 0 && hay[at + i - 1] == pat[i - 1]) i--;
		found += i == 0;
		at += skip[(unsigned char)hay[at + m - 1]];
	}
	return found;
}

static unsigned count_rolling(const char *hay, size_t n, const char *pat) {
	const uint32_t base = 257, mod = 1000003;
	size_t m = strlen(pat), i;
	uint32_t want = 0, have = 0, high = 1, found = 0;
	for (i = 0; i < m; i++) {
		want = (want * base + (unsigned char)pat[i]) % mod;
		have = (have * base + (unsigned char)hay[i]) % mod;
		if (i) high = high * base % mod;
	}
	for (;; i++) {
		if (want == have && !my_memcmp(hay + i - m, pat, m)) found++;
		if (i >= n) return found;
		have = (have + mod - (unsigned char)hay[i - m] * high % mod) % mod;
		have = (have * base + (unsigned char)hay[i]) % mod;
	}
}

static int glob(const char *p, const char *s) {
	const char *star = NULL, *back = NULL;
	while (*s) {
		if (*p == '[') {
			const char *q = p + 1;
			int hit = 0;
			for (; *q && *q != ']'; q++)
				hit |= q[1] == '-' ? *s >= q[0] && *s <= q[2] : *s == *q;
			if (hit) { p = q + 1, s++; continue; }
		} else if (*p == '*') {
			star = ++p, back = s;
			continue;
		} else if (*p == '?' || *p == *s) {
			p++, s++;
			continue;
		}
		if (!star) return 0;
		p = star, s = ++back;
	}
	while (*p == '*') p++;
	return !*p;
}

static int edit_distance(const char *a, int n, const char *b, int m) {
	int row[64];
	for (int j = 0; j <= m; j++) row[j] = j;
	for (int i = 1; i <= n; i++) {
		int diag = row[0];
		row[0] = i;
		for (int j = 1; j <= m; j++) {
			int cost = diag + (a[i - 1] != b[j - 1]);
			diag = row[j];
			if (row[j] + 1 < cost) cost = row[j] + 1;
			if (row[j - 1] + 1 < cost) cost = row[j - 1] + 1;
			row[j] = cost;
		}
	}
	return row[m];
}

static int palindrome(const char *s, int n) {
	int best = 0;
	for (int mid = 0; mid < 2 * n - 1; mid++) {
		int l = mid / 2, r = l + mid % 2;
		while (l >= 0 && r < n && tolower((unsigned char)s[l]) == tolower((unsigned char)s[r])) l--, r++;
		if (r - l - 1 > best) best = r - l - 1;
	}
	return best;
}

static int by_suffix(const void *a, const void *b) {
	return my_strcmp(text + *(const unsigned short *)a, text + *(const unsigned short *)b);
}

static unsigned suffixes(unsigned n) {
	static unsigned short order[2000];
	unsigned sum = 0;
	for (unsigned i = 0; i < n; i++) order[i] = (unsigned short)(i * 3);
	qsort(order, n, sizeof *order, by_suffix);
	for (unsigned i = 0; i < n; i++) sum = sum * 5 + order[i];
	return sum;
}

typedef struct { char *data; size_t len, cap; } Builder;

static void put(Builder *b, const char *s, size_t n) {
	size_t cap = b->cap;
	while (b->len + n + 1 > cap) cap = cap ? cap * 2 : 16;
	if (cap != b->cap) b->data = realloc(b->data, b->cap = cap);
	memcpy(b->data + b->len, s, n);
	b->data[b->len += n] = '\0';
}

static Builder replace(const char *s, const char *from, const char *to) {
	Builder b = {0};
	const char *hit;
	for (; (hit = strstr(s, from)) != NULL; s = hit + strlen(from))
		put(&b, s, (size_t)(hit - s)), put(&b, to, strlen(to));
	put(&b, s, strlen(s));
	return b;
}

/* Splits into lines and words, trims, changes case, interns, joins the numbers. */
static unsigned words(void) {
	static struct { const char *at; unsigned char len; unsigned short uses; } names[512];
	Builder out = {0};
	unsigned sum = 0;
	memset(names, 0, sizeof names);
	for (const char *s = text, *end; *s; s = *end ? end + 1 : end) {
		if (!(end = my_strchr(s, ' '))) end = s + strlen(s);
		const char *lo = s, *hi = end;
		while (lo < hi && isspace((unsigned char)*lo)) lo++;
		while (hi > lo && (hi[-1] == ',' || isspace((unsigned char)hi[-1]))) hi--;
		unsigned h = 0, len = (unsigned)(hi - lo);
		for (const char *p = lo; p < hi; p++) h = h * 31 + (unsigned)(*p | 0x20);
		for (h %= 512; names[h].at; h = (h + 1) % 512)
			if (names[h].len == (unsigned char)len && !memcmp(names[h].at, lo, len)) break;
		if (!names[h].at) names[h].at = lo, names[h].len = (unsigned char)len;
		names[h].uses++;
		char cased[3] = {(char)toupper((unsigned char)*lo), (char)('a' + h % 26), ';'};
		put(&out, cased, 3);
	}
	for (size_t i = 0; i < out.len; i++) {
		char c = out.data[i];
		if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
		else if (c >= 'a' && c <= 'z') c = (char)(c - 32);
		sum = sum * 33 ^ (unsigned char)c;
	}
	free(out.data);
	return sum;
}

int main(void) {
	unsigned sum = 0;
	for (unsigned round = 0; round < 16; round++) {
		fill_text(round * 77 + 5);
		size_t n = my_strlen(text);
		sum += count_kmp(text, "the the") * 7 + count_horspool(text, n, "lantern is") + count_rolling(text, n, "other");
		for (size_t i = 0; i < n; i += 900) sum = sum * 3 + (unsigned)glob("*r[i-n]*s?o*The*", text + i);
		for (int i = 0; i < 40; i++) sum += (unsigned)edit_distance(text + i * 90, 40, text + i * 50, 36);
		sum = sum * 31 + (unsigned)palindrome(text, 3000) + suffixes(400) + words();
		Builder b = replace(text, "river", "brook or stream");
		sum = sum * 31 + (unsigned)b.len, free(b.data);
	}
	printf("strings %u\n", sum);
	return 0;
}
