/* Dynamic programming over integer tables: paths, sequences, packing, chains, folding. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V 96
#define LEN 650
#define DIMS 130
#define CAP 12000
#define FOLD 200

#define MAX(a, b) ((a) > (b) ? (a) : (b))

static int dist[V][V];
static int lcs_tab[LEN + 1][LEN + 1];
static int fold[FOLD][FOLD];
static char s1[LEN + 1], s2[LEN + 1];
static unsigned lcg = 7;

static unsigned next(unsigned bound)
{
	lcg = lcg * 1103515245u + 12345u;
	return (lcg >> 16) % bound;
}

static void floyd_warshall(void)
{
	for (int k = 0; k < V; k++)
		for (int i = 0; i < V; i++)
			for (int j = 0; j < V; j++)
				dist[i][j] = dist[i][j] < dist[i][k] + dist[k][j]
						     ? dist[i][j]
						     : dist[i][k] + dist[k][j];
}

static int lcs(const char *a, const char *b, int n, int m)
{
	for (int i = 1; i <= n; i++) {
		for (int j = 1; j <= m; j++) {
			if (a[i - 1] == b[j - 1])
				lcs_tab[i][j] = lcs_tab[i - 1][j - 1] + 1;
			else
				lcs_tab[i][j] = MAX(lcs_tab[i - 1][j], lcs_tab[i][j - 1]);
		}
	}
	/* The walk back proves the length instead of trusting the corner. */
	int len = 0;
	while (n > 0 && m > 0) {
		if (a[n - 1] == b[m - 1]) {
			len++;
			n--;
			m--;
		} else if (lcs_tab[n - 1][m] >= lcs_tab[n][m - 1]) {
			n--;
		} else {
			m--;
		}
	}
	return len;
}

struct item { int weight, value; };

static int knapsack(const struct item *it, int count, int *best)
{
	memset(best, 0, (CAP + 1) * sizeof *best);
	while (count--) {
		int w = it->weight, v = it->value;
		for (int c = CAP; c >= w; c--) {
			int with = best[c - w] + v;
			if (with > best[c])
				best[c] = with;
		}
		it++;
	}
	return best[CAP];
}

static uint64_t coin_ways(const uint16_t *coins, size_t n, size_t amount)
{
	uint64_t *ways = calloc(amount + 1, sizeof *ways);
	if (ways == NULL)
		return 0;
	ways[0] = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t a = coins[i]; a <= amount; a++)
			ways[a] += ways[a - coins[i]];
	uint64_t r = ways[amount];
	free(ways);
	return r;
}

static long matrix_chain(const int *dims, int n)
{
	static long cost[DIMS][DIMS];
	for (int i = 0; i < n; i++)
		cost[i][i] = 0;
	for (int len = 2; len <= n; len++) {
		for (int i = 0; i + len - 1 < n; i++) {
			int j = i + len - 1;
			cost[i][j] = LONG_MAX;
			for (int k = i; k < j; k++) {
				long c = cost[i][k] + cost[k + 1][j] +
					 (long)dims[i] * dims[k + 1] * dims[j + 1];
				if (c < cost[i][j])
					cost[i][j] = c;
			}
		}
	}
	return cost[0][n - 1];
}

static bool pairs(char a, char b)
{
	switch (a) {
	case 'A': return b == 'U';
	case 'C': return b == 'G';
	case 'G': return b == 'C' || b == 'U';
	case 'U': return b == 'A' || b == 'G';
	default: return false;
	}
}

static int nussinov(const char *seq)
{
	for (int i = FOLD - 1; i >= 0; i--) {
		for (int j = i + 1; j < FOLD; j++) {
			int b = fold[i][j - 1];
			if (i + 1 < FOLD && fold[i + 1][j] > b)
				b = fold[i + 1][j];
			if (i + 4 < j && pairs(seq[i], seq[j]))
				b = MAX(b, fold[i + 1][j - 1] + 1);
			for (int k = i + 1; k < j; k++)
				b = MAX(b, fold[i][k] + fold[k + 1][j]);
			fold[i][j] = b;
		}
	}
	return fold[0][FOLD - 1];
}

/* Affine-gap local alignment score with three rolling rows. */
static int align(const char *a, int n, const char *b, int m)
{
	static int16_t hrow[LEN + 1], frow[LEN + 1];
	int top = 0;
	for (int j = 0; j <= m; j++)
		hrow[j] = frow[j] = 0;
	for (int i = 0; i < n; i++) {
		int diag = 0, e = 0, left = 0;
		for (int j = 1; j <= m; j++) {
			int f = MAX(frow[j] - 1, hrow[j] - 4);
			e = MAX(e - 1, left - 4);
			int h = diag + (a[i] == b[j - 1] ? 3 : -2);
			diag = hrow[j];
			h = MAX(MAX(h, 0), MAX(e, f));
			hrow[j] = (int16_t)h;
			frow[j] = (int16_t)f;
			left = h;
			top = MAX(top, h);
		}
	}
	return top;
}

int main(void)
{
	static int best[CAP + 1];
	static const uint16_t coins[] = {1, 2, 5, 10, 20, 50, 100, 200, 37, 113};
	struct item items[60];
	int dims[DIMS], sum = 0;

	for (int i = 0; i < V; i++)
		for (int j = 0; j < V; j++)
			dist[i][j] = i == j ? 0 : next(5) == 0 ? (int)next(100) + 1 : 9999;
	floyd_warshall();
	for (int i = 0; i < V; i++)
		sum += dist[i][V - 1 - i];
	for (int i = 0; i < LEN; i++) {
		s1[i] = "ACGU"[next(4)];
		s2[i] = i % 3 ? s1[i] : "ACGU"[next(4)];
	}
	sum = sum * 31 + lcs(s1, s2, LEN, LEN);
	for (int i = 0; i < 60; i++)
		items[i] = (struct item){(int)next(190) + 10, (int)next(500)};
	sum += knapsack(items, 60, best);
	for (int i = 0; i < DIMS; i++)
		dims[i] = 5 + (int)next(40);
	sum += (int)(matrix_chain(dims, DIMS - 1) % 10007);
	sum += nussinov(s1);
	sum += align(s1, LEN, s2, LEN);
	printf("dp %d %llu\n", sum, (unsigned long long)coin_ways(coins, 10, 9000));
	return 0;
}
