// compress: a made-up text through the Burrows-Wheeler transform, move-to-front with runs of zeros and Huffman's code, and
// back again, block by block. The argument is the text's length in KiB.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 << 10, SYMBOLS = 258 }; // two run digits, 255 positions but the first, the end
enum { RUN_A, RUN_B, END = SYMBOLS - 1 };

static uint32_t seed = 12345;

static uint32_t random32(void) {
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

// make_text fills text with words of a small vocabulary, rare ones less often.
static void make_text(uint8_t *text, int n) {
	static char words[512][12];
	for (int i = 0; i < 512; i++)
		for (int k = 0, len = 2 + random32() % 8; k < len; k++)
			words[i][k] = "etaoinshrdlucmfw"[random32() % (1 + random32() % 16)];
	for (int i = 0; i < n;) {
		const char *w = words[random32() % (1 + random32() % 512)];
		for (; *w && i < n; i++)
			text[i] = *w++;
		if (i < n)
			text[i++] = random32() % 12 ? ' ' : '\n';
	}
}

// The transform. Rotations are sorted by doubling the length of the known order, with counting sorts.

static int32_t order[BLOCK], rank[BLOCK], next[BLOCK], spare[BLOCK], count[BLOCK + 256];

static void sort_by_rank(int n, int ranks) {
	memset(count, 0, ranks * sizeof *count);
	for (int i = 0; i < n; i++)
		count[rank[i]]++;
	for (int i = 1; i < ranks; i++)
		count[i] += count[i - 1];
	for (int i = n - 1; i >= 0; i--)
		order[--count[rank[spare[i]]]] = spare[i];
}

static int transform(const uint8_t *in, int n, uint8_t *out) {
	for (int i = 0; i < n; i++)
		rank[i] = in[i], spare[i] = i;
	sort_by_rank(n, 256);
	int ranks = 256;
	for (int len = 1;; len *= 2) {
		int r = 0;
		next[order[0]] = 0;
		for (int i = 1; i < n; i++) {
			int a = order[i - 1], b = order[i], half = len / 2;
			if (rank[a] != rank[b] || (half && rank[(a + half) % n] != rank[(b + half) % n]))
				r++;
			next[b] = r;
		}
		memcpy(rank, next, n * sizeof *rank);
		ranks = r + 1;
		if (ranks == n || len >= n)
			break;
		for (int i = 0; i < n; i++)
			spare[i] = (order[i] + n - len % n) % n;
		sort_by_rank(n, ranks);
	}
	int start = 0;
	for (int i = 0; i < n; i++) {
		out[i] = in[(order[i] + n - 1) % n];
		if (order[i] == 0)
			start = i;
	}
	return start;
}

static void transform_back(const uint8_t *in, int n, int start, uint8_t *out) {
	memset(count, 0, 257 * sizeof *count);
	for (int i = 0; i < n; i++)
		count[in[i] + 1]++;
	for (int i = 1; i < 256; i++)
		count[i] += count[i - 1];
	for (int i = 0; i < n; i++)
		next[count[in[i]]++] = i;
	for (int i = 0, at = next[start]; i < n; i++, at = next[at])
		out[i] = in[at];
}

// Move to front: recent bytes are small numbers, and runs of the most recent are counted in digits 1 and 2 of base 2.

static uint16_t codes[BLOCK + BLOCK / 2 + 1];

static int put_run(int at, int run) {
	for (; run > 0; run = (run - 1) / 2)
		codes[at++] = run % 2 ? RUN_A : RUN_B;
	return at;
}

static int to_front(const uint8_t *in, int n) {
	uint8_t recent[256];
	for (int i = 0; i < 256; i++)
		recent[i] = i;
	int at = 0, run = 0;
	for (int i = 0; i < n; i++) {
		if (in[i] == recent[0]) {
			run++;
			continue;
		}
		at = put_run(at, run);
		run = 0;
		int k = 1;
		while (recent[k] != in[i])
			k++;
		memmove(recent + 1, recent, k);
		recent[0] = in[i];
		codes[at++] = k + 1;
	}
	at = put_run(at, run);
	codes[at++] = END;
	return at;
}

static int from_front(uint8_t *out) {
	uint8_t recent[256];
	for (int i = 0; i < 256; i++)
		recent[i] = i;
	int n = 0;
	for (int i = 0; codes[i] != END;) {
		int run = 0;
		for (int digit = 1; codes[i] <= RUN_B; digit *= 2, i++)
			run += codes[i] == RUN_A ? digit : 2 * digit;
		memset(out + n, recent[0], run);
		n += run;
		if (codes[i] == END)
			break;
		int k = codes[i++] - 1;
		uint8_t b = recent[k];
		memmove(recent + 1, recent, k);
		recent[0] = b;
		out[n++] = b;
	}
	return n;
}

// Huffman's code, canonical: shorter codes first, symbols of a length in order.

static uint8_t lengths[SYMBOLS];
static uint32_t words[SYMBOLS];

static void make_lengths(int n) {
	uint32_t weight[2 * SYMBOLS] = {0};
	int parent[2 * SYMBOLS], live[SYMBOLS], lives = 0, nodes = SYMBOLS;
	for (int i = 0; i < n; i++)
		weight[codes[i]]++;
	for (int s = 0; s < SYMBOLS; s++)
		if (weight[s])
			live[lives++] = s;
	if (lives == 1)
		live[lives++] = live[0] == 0; // a code needs two symbols
	while (lives > 1) {
		int least[2];
		for (int k = 0; k < 2; k++) {
			int best = 0;
			for (int i = 1; i < lives; i++)
				if (weight[live[i]] < weight[live[best]])
					best = i;
			least[k] = live[best];
			live[best] = live[--lives];
		}
		parent[least[0]] = parent[least[1]] = nodes;
		weight[nodes] = weight[least[0]] + weight[least[1]];
		live[lives++] = nodes++;
	}
	memset(lengths, 0, sizeof lengths);
	for (int s = 0; s < SYMBOLS; s++)
		for (int at = s; weight[s] && at != nodes - 1; at = parent[at])
			lengths[s]++;
}

static void make_words(void) {
	uint32_t word = 0;
	for (int len = 1; len < 32; len++, word *= 2)
		for (int s = 0; s < SYMBOLS; s++)
			if (lengths[s] == len)
				words[s] = word++;
}

static int encode(uint8_t *out, int n) {
	make_lengths(n);
	make_words();
	uint64_t bits = 0;
	int have = 0, at = 0;
	for (int i = 0; i < n; i++) {
		bits = bits << lengths[codes[i]] | words[codes[i]];
		for (have += lengths[codes[i]]; have >= 8; have -= 8)
			out[at++] = bits >> (have - 8);
	}
	out[at++] = bits << (8 - have);
	return at;
}

static void decode(const uint8_t *in) {
	uint16_t sorted[SYMBOLS];
	int first[33] = {0}, index[33] = {0}, many[33] = {0}, at = 0;
	for (int s = 0; s < SYMBOLS; s++)
		many[lengths[s]]++;
	for (uint32_t len = 1, word = 0; len < 32; len++, word *= 2) {
		first[len] = word, index[len] = at;
		for (int s = 0; s < SYMBOLS; s++)
			if (lengths[s] == len)
				sorted[at++] = s;
		word += many[len];
	}
	for (int bit = 0, i = 0;; i++) {
		int word = 0, len = 0;
		do {
			word = word << 1 | (in[bit >> 3] >> (7 - (bit & 7)) & 1);
			bit++, len++;
		} while (word - first[len] >= many[len]);
		codes[i] = sorted[index[len] + word - first[len]];
		if (codes[i] == END)
			return;
	}
}

int main(int argc, char **argv) {
	int n = (argc > 1 ? atoi(argv[1]) : 64) << 10;
	uint8_t *text = malloc(n);
	static uint8_t moved[BLOCK], packed[4 * BLOCK], back[BLOCK];
	make_text(text, n);
	uint32_t sum = 0;
	long total = 0;
	for (int from = 0; from < n; from += BLOCK) {
		int len = n - from < BLOCK ? n - from : BLOCK;
		int start = transform(text + from, len, moved);
		int size = encode(packed, to_front(moved, len));
		for (int i = 0; i < size; i++)
			sum = (sum ^ packed[i]) * 16777619u;
		total += size;
		memset(codes, 0, sizeof codes);
		decode(packed);
		if (from_front(moved) != len) {
			printf("length differs\n");
			return 1;
		}
		transform_back(moved, len, start, back);
		if (memcmp(back, text + from, len) != 0) {
			printf("text differs\n");
			return 1;
		}
	}
	printf("%d bytes to %ld and back, checksum %08x\n", n, total, sum);
	return 0;
}
