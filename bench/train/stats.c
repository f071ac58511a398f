/* Statistics: mean, deviation, correlation, histograms, quantiles, windows, clustering, regression. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ROWS 2000
#define COLS 40
#define SERIES 40000
#define POINTS 5000
#define CLUSTERS 6

static double data[ROWS][COLS], mean[COLS], dev[COLS], corr[COLS][COLS];
static double series[SERIES], scratch[SERIES];

struct rng { uint64_t s; };

static double rng_next(struct rng *r)
{
	r->s ^= r->s << 13;
	r->s ^= r->s >> 7;
	r->s ^= r->s << 17;
	return (double)(r->s >> 11) * (1.0 / 9007199254740992.0);
}

static double rng_gauss(struct rng *r)
{
	double s = -6.0;
	for (int i = 0; i < 12; i++)
		s += rng_next(r);
	return s;
}

static void correlation(void)
{
	for (int j = 0; j < COLS; j++) {
		mean[j] = 0.0;
		for (int i = 0; i < ROWS; i++)
			mean[j] += data[i][j];
		mean[j] /= ROWS;
		dev[j] = 0.0;
		for (int i = 0; i < ROWS; i++)
			dev[j] += (data[i][j] - mean[j]) * (data[i][j] - mean[j]);
		dev[j] = sqrt(dev[j] / ROWS);
	}
	for (int i = 0; i < ROWS; i++)
		for (int j = 0; j < COLS; j++) {
			data[i][j] -= mean[j];
			data[i][j] /= sqrt((double)ROWS) * dev[j];
		}
	for (int i = 0; i < COLS - 1; i++)
		for (int j = i + 1; j < COLS; j++) {
			corr[i][j] = 0.0;
			for (int k = 0; k < ROWS; k++)
				corr[i][j] += data[k][i] * data[k][j];
			corr[j][i] = corr[i][j];
		}
}

static unsigned histogram(const double *v, size_t n, unsigned *bins, int nbins, double lo, double hi)
{
	double scale = nbins / (hi - lo);
	unsigned outside = 0;
	memset(bins, 0, (size_t)nbins * sizeof *bins);
	for (const double *p = v; p < v + n; p++) {
		int b = (int)floor((*p - lo) * scale);
		b < 0 || b >= nbins ? outside++ : bins[b]++;
	}
	return outside;
}

/* Hoare's selection; reorders its argument. */
static double select_kth(double *v, int n, int k)
{
	int lo = 0, hi = n - 1;
	while (lo < hi) {
		double pivot = v[(lo + hi) / 2];
		int i = lo, j = hi;
		do {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i <= j) {
				double t = v[i];
				v[i++] = v[j];
				v[j--] = t;
			}
		} while (i <= j);
		if (k <= j)
			hi = j;
		else if (k >= i)
			lo = i;
		else
			break;
	}
	return v[k];
}

static void smooth(const double *restrict in, double *restrict out, size_t n, size_t w)
{
	double acc = 0.0, ema = in[0];
	for (size_t i = 0; i < n; i++) {
		acc += in[i];
		if (i >= w)
			acc -= in[i - w];
		ema = 0.9 * ema + 0.1 * in[i];
		out[i] = 0.5 * acc / (double)(i < w ? i + 1 : w) + 0.5 * ema;
	}
}

typedef struct { double x, y; int label; } point;

static int kmeans(point *pts, int n, point *ctr, int k)
{
	int moved, rounds = 0;
	do {
		moved = 0;
		for (point *p = pts; p != pts + n; ++p) {
			int best = 0;
			double bd = INFINITY;
			for (int c = 0; c < k; c++) {
				double dx = p->x - ctr[c].x, dy = p->y - ctr[c].y;
				double d = dx * dx + dy * dy;
				if (d < bd) {
					bd = d;
					best = c;
				}
			}
			moved += p->label != best;
			p->label = best;
		}
		for (int c = 0; c < k; c++) {
			point sum = {0.0, 0.0, 0};
			for (int i = 0; i < n; i++)
				if (pts[i].label == c) {
					sum.x += pts[i].x;
					sum.y += pts[i].y;
					sum.label++;
				}
			if (sum.label > 0) {
				ctr[c].x = sum.x / sum.label;
				ctr[c].y = sum.y / sum.label;
			}
		}
	} while (moved > 0 && ++rounds < 20);
	return rounds;
}

static double regress(const double *y, int n, double *slope)
{
	double sx = 0, sy = 0, sxx = 0, sxy = 0, res = 0;
	for (int i = 0; i < n; i++) {
		double xv = i * 0.01;
		sx += xv;
		sy += y[i];
		sxx += xv * xv;
		sxy += xv * y[i];
	}
	*slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
	double off = (sy - *slope * sx) / n;
	for (int i = n; i-- > 0;) {
		double e = y[i] - off - *slope * (i * 0.01);
		res += e * e;
	}
	return sqrt(res / n);
}

int main(void)
{
	struct rng r = {88172645463325252u};
	unsigned bins[40];
	static point pts[POINTS];
	point ctr[CLUSTERS];
	double sum = 0.0, slope;

	for (int i = 0; i < ROWS; i++)
		for (int j = 0; j < COLS; j++)
			data[i][j] = rng_next(&r) + (j ? 0.3 * data[i][j - 1] : 0.0);
	correlation();
	for (int i = 1; i < COLS; i++)
		sum += corr[i - 1][i];
	for (int i = 0; i < SERIES; i++)
		series[i] = rng_gauss(&r) + i * 0.0005;
	for (int w = 2; w < 7; w++)
		sum += histogram(series, SERIES, bins, 40, -w, w) + bins[20];
	for (int k = 1; k < 4; k++) {
		memcpy(scratch, series, sizeof scratch);
		sum += select_kth(scratch, SERIES, k * SERIES / 4);
	}
	for (int w = 10; w < 100; w += 6)
		smooth(series, scratch, SERIES, (size_t)w);
	for (int i = 0; i < POINTS; i++)
		pts[i] = (point){rng_gauss(&r) + i % 5 * 3, rng_gauss(&r) + i % 3 * 4, -1};
	memcpy(ctr, pts, sizeof ctr);
	int rounds = kmeans(pts, POINTS, ctr, CLUSTERS);
	sum += ctr[0].x + ctr[CLUSTERS - 1].y + regress(scratch, SERIES, &slope) + slope;
	printf("stats %d %.6g\n", rounds, sum);
	return 0;
}
