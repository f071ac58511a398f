/* Graphs: traversals, shortest paths, components, spanning trees, grid flood. */
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { V = 1500, E = 6000 };
typedef struct { int to, weight, next; } Edge;
static Edge edges[2 * E];
static int first[V], edge_count;
static unsigned seed = 777;

static int pick(int n) {
	seed = seed * 1664525u + 1013904223u;
	return (int)((unsigned long long)seed * (unsigned)n >> 32);
}

static void add_edge(int a, int b, int w) {
	edges[edge_count] = (Edge){b, w, first[a]};
	first[a] = edge_count++;
}

static void make_graph(int n, int m) {
	edge_count = 0;
	memset(first, -1, sizeof first);
	for (int i = 0; i < m; i++) {
		int from = pick(n), to = pick(n);
		add_edge(from, to, 1 + pick(100));
	}
}

/* Adjacency in one array with offsets, built by counting degrees. */
static unsigned run_bfs(void) {
	static int start[V + 1], adj[E], queue[V], depth[V];
	unsigned sum = 0;
	for (int v = 0; v < V; v++) {
		start[v + 1] = start[v];
		for (int e = first[v]; e >= 0; e = edges[e].next)
			adj[start[v + 1]++] = edges[e].to;
	}
	for (int source = 0; source < V; source += 250) {
		int *head = queue, *tail = queue;
		memset(depth, 0, sizeof depth);
		depth[source] = 1;
		*tail++ = source;
		while (head < tail) {
			int v = *head++;
			for (const int *p = adj + start[v], *end = adj + start[v + 1]; p < end; p++)
				if (!depth[*p]) depth[*p] = depth[v] + 1, *tail++ = *p;
		}
		sum = sum * 3 + (unsigned)depth[tail[-1]] + (unsigned)(tail - queue);
	}
	return sum;
}

/* Strong components by the low-link method, recursive. */
static struct { int index, low; bool on; } mark[V];
static int stack[V], depth_of_stack, clock_now, components;

static void tarjan(int v) {
	mark[v].index = mark[v].low = ++clock_now;
	mark[v].on = true;
	stack[depth_of_stack++] = v;
	for (int e = first[v]; e != -1; e = edges[e].next) {
		int w = edges[e].to;
		if (!mark[w].index) {
			tarjan(w);
			if (mark[w].low < mark[v].low) mark[v].low = mark[w].low;
		} else if (mark[w].on && mark[w].index < mark[v].low) {
			mark[v].low = mark[w].index;
		}
	}
	if (mark[v].low == mark[v].index) {
		int w;
		components++;
		do
			mark[w = stack[--depth_of_stack]].on = false;
		while (w != v);
	}
}

static unsigned run_components(void) {
	unsigned sum = 0;
	for (int rep = 0; rep < 3; rep++) {
		memset(mark, 0, sizeof mark);
		clock_now = components = 0;
		for (int v = rep * 7; v < V; v++)
			if (!mark[v].index) tarjan(v);
		sum = sum * 5 + (unsigned)components;
	}
	return sum;
}

/* Dijkstra with a lazy heap of packed distance and vertex, checked by Bellman-Ford. */
static unsigned run_paths(int source) {
	static long long heap[2 * E];
	static long dist[V], slow[V];
	int n = 0;
	for (int v = 0; v < V; v++) dist[v] = slow[v] = INT_MAX;
	dist[source] = slow[source] = 0;
	heap[n++] = source;
	while (n) {
		long long top = heap[0], last = heap[--n];
		int i = 0, c, v = (int)(top & 0xffff);
		for (; (c = 2 * i + 1) < n; i = c) {
			if (c + 1 < n && heap[c + 1] < heap[c]) c++;
			if (heap[c] >= last) break;
			heap[i] = heap[c];
		}
		heap[i] = last;
		if (top >> 16 > dist[v]) continue;
		for (int e = first[v]; e >= 0; e = edges[e].next) {
			long d = dist[v] + edges[e].weight;
			if (d >= dist[edges[e].to]) continue;
			dist[edges[e].to] = d;
			long long key = (long long)d << 16 | edges[e].to;
			for (i = n++; i && heap[(i - 1) / 2] > key; i = (i - 1) / 2)
				heap[i] = heap[(i - 1) / 2];
			heap[i] = key;
		}
	}
	for (int round = 0; round < 4; round++)
		for (int v = 0; v < V; v++)
			for (int e = slow[v] < INT_MAX ? first[v] : -1; ~e; e = edges[e].next)
				if (slow[v] + edges[e].weight < slow[edges[e].to])
					slow[edges[e].to] = slow[v] + edges[e].weight;
	unsigned sum = 0;
	for (int v = 0; v < V; v++)
		sum = sum * 3 + (unsigned)dist[v] + (unsigned)(slow[v] == dist[v]);
	return sum;
}

/* Kruskal over sorted edges with union by size and path halving. */
static short parent[V], size[V];

static int find(int v) {
	while (parent[v] != v)
		v = parent[v] = parent[parent[v]];
	return v;
}

struct span { short a, b; int w; };
static int by_weight(const void *x, const void *y) {
	const struct span *s = x, *t = y;
	return s->w != t->w ? s->w - t->w : s->a != t->a ? s->a - t->a : s->b - t->b;
}

static unsigned run_kruskal(void) {
	static struct span list[E];
	int n = 0;
	unsigned total = 0;
	for (short v = 0; v < V; v++) {
		parent[v] = v, size[v] = 1;
		for (int e = first[v]; e >= 0; e = edges[e].next)
			list[n++] = (struct span){v, (short)edges[e].to, edges[e].weight};
	}
	qsort(list, (size_t)n, sizeof *list, by_weight);
	for (const struct span *s = list; n--; s++) {
		int a = find(s->a), b = find(s->b);
		if (a == b) continue;
		if (size[a] < size[b]) { int t = a; a = b; b = t; }
		parent[b] = (short)a;
		size[a] = (short)(size[a] + size[b]);
		total += (unsigned)s->w;
	}
	return total;
}

/* Flood on a walled grid with a border, the cost of a step depending on the ground. */
enum { W = 96, H = 64 };

static unsigned run_flood(void) {
	static const short around[] = {1, W, -1, -W};
	static char grid[W * H];
	static unsigned char cost[W * H];
	static unsigned short todo[W * H * 64];
	unsigned sum = 0, n = 0;
	for (int i = 0; i < W * H; i++)
		grid[i] = i < W || i >= W * H - W || i % W == 0 || i % W == W - 1 ? '#' : "#~##......~......."[pick(18)];
	memset(cost, 255, sizeof cost);
	for (int k = 0; k < 5; k++)
		cost[todo[n++] = (unsigned short)(W + 1 + pick(W * (H - 2) - 2))] = 0;
	for (unsigned head = 0; head < n; head++)
		for (int d = 0; d < 4; d++) {
			int next = todo[head] + around[d], c = cost[todo[head]] + (grid[next] == '~' ? 3 : 1);
			if (grid[next] == '#' || c >= cost[next]) continue;
			cost[next] = (unsigned char)c;
			todo[n++] = (unsigned short)next;
		}
	for (int i = 0; i < W * H; ++i)
		sum += cost[i] * (unsigned)(i % 7);
	return sum + n;
}

int main(void) {
	unsigned sum = 0;
	for (int rep = 0; rep < 10; rep++) {
		make_graph(V, E);
		sum = sum * 31 + run_bfs();
		sum = sum * 31 + run_components();
		sum = sum * 31 + run_paths(rep * 50);
		if (rep & 1) sum = sum * 31 + run_kruskal();
		for (int i = 0; i < 3; i++) sum = sum * 31 + run_flood();
	}
	printf("graphs %u\n", sum);
	return 0;
}
