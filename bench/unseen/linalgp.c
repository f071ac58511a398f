/* Dense linear algebra in float and double on heap arrays: flat, packed and by row pointers. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { size_t rows, cols; float *data; } matf;

#define ROWS 160
#define AT(m, r, c) ((m)->data[(r) * (m)->cols + (c)])

static uint32_t seed = 12345;

static float frand(void)
{
	seed = seed * 1664525u + 1013904223u;
	return (float)(seed >> 8) / 16777216.0f;
}

static void *need(void *p)
{
	return p != NULL ? p : (abort(), p);
}

static matf *matf_new(size_t rows, size_t cols, bool random)
{
	matf *m = need(malloc(sizeof *m));
	m->rows = rows;
	m->cols = cols;
	m->data = need(calloc(rows * cols, sizeof(float)));
	for (float *p = m->data, *end = p + rows * cols; random && p != end; p++)
		*p = frand() - 0.5f;
	return m;
}

/* Tiles keep the three operands small; the edge tile may be partial. */
static void matf_mul_blocked(const matf *a, const matf *b, matf *c, size_t bs)
{
	for (size_t ii = 0; ii < a->rows; ii += bs)
		for (size_t kk = 0; kk < a->cols; kk += bs)
			for (size_t i = ii; i < ii + bs && i < a->rows; i++)
				for (size_t k = kk; k < kk + bs && k < a->cols; k++) {
					const float f = AT(a, i, k);
					for (size_t j = 0; j < b->cols; j++)
						AT(c, i, j) += f * AT(b, k, j);
				}
}

static float sdot(int n, const float *restrict x, int incx, const float *restrict y, int incy)
{
	float s = 0.0f;
	for (; n-- > 0; x += incx, y += incy)
		s += *x * *y;
	return s;
}

static void saxpy(int n, float a, const float *restrict x, float *restrict y)
{
	for (int i = 0; i < n; ++i)
		y[i] += a * x[i];
}

/* Gaussian elimination of rows carrying their right-hand side; rows swap by pointer. */
static void eliminate(double **a, int n)
{
	for (int c = 0; c < n; c++) {
		int best = c;
		for (int r = c + 1; r < n; r++)
			if (fabs(a[r][c]) > fabs(a[best][c]))
				best = r;
		double *row = a[best];
		a[best] = a[c];
		a[c] = row;
		for (int r = c + 1; r < n; r++) {
			double f = a[r][c] / row[c];
			for (int j = c; j <= n; j++)
				a[r][j] -= f * row[j];
		}
	}
	for (int i = n; i-- > 0; a[i][n] /= a[i][i])
		for (int j = i + 1; j < n; j++)
			a[i][n] -= a[i][j] * a[j][n];
}

/* Conjugate gradients on a packed lower triangle. */
static void packed_mv(const double *ap, const double *x, double *y, unsigned n)
{
	memset(y, 0, n * sizeof *y);
	for (unsigned i = 0; i < n; i++) {
		double s = 0.0, xi = x[i];
		for (unsigned j = 0; j < i; j++, ap++) {
			s += *ap * x[j];
			y[j] += *ap * xi;
		}
		y[i] += s + *ap++ * xi;
	}
}

static double conjugate(unsigned n, int steps)
{
	double *buf = need(calloc(4 * n + n * (n + 1) / 2, sizeof(double)));
	double *x = buf, *r = x + n, *p = r + n, *q = p + n, *ap = q + n, rr = 0.0, sum = 0.0;
	for (unsigned i = 0, k = 0; i < n; i++) {
		for (unsigned j = 0; j <= i; j++)
			ap[k++] = i == j ? 8.0 : 1.0 / (1.0 + (i - j));
		r[i] = p[i] = 1.0 + i % 5;
		rr += r[i] * r[i];
	}
	do {
		packed_mv(ap, p, q, n);
		double pq = 0.0, old = rr;
		for (unsigned i = 0; i < n; i++)
			pq += p[i] * q[i];
		rr = 0.0;
		for (unsigned i = 0; i < n; i++) {
			x[i] += old / pq * p[i];
			r[i] -= old / pq * q[i];
			rr += r[i] * r[i];
		}
		for (unsigned i = 0; i < n; i++)
			p[i] = r[i] + rr / old * p[i];
	} while (rr > 1e-16 && --steps);
	for (unsigned i = 0; i < n; i++)
		sum += x[i];
	free(buf);
	return sum;
}

/* Cyclic Jacobi eigenvalue sweeps on a symmetric float matrix. */
static void jacobi_sweep(float **a, int n)
{
	for (int p = 0; p < n - 1; p++)
		for (int q = p + 1; q < n; q++) {
			if (fabsf(a[p][q]) < 1e-6f)
				continue;
			float th = (a[q][q] - a[p][p]) / (2.0f * a[p][q]);
			float t = (th >= 0 ? 1.0f : -1.0f) / (fabsf(th) + sqrtf(th * th + 1.0f));
			float c = 1.0f / sqrtf(t * t + 1.0f), s = t * c;
			for (int k = 0; k < n; k++) {
				float u = a[k][p], v = a[k][q];
				a[k][p] = c * u - s * v;
				a[k][q] = s * u + c * v;
			}
			for (int k = 0; k < n; k++) {
				float u = a[p][k], v = a[q][k];
				a[p][k] = c * u - s * v;
				a[q][k] = s * u + c * v;
			}
		}
}

static double eigen(int n)
{
	float **a = need(malloc((size_t)n * sizeof *a)), top = 0.0f;
	float *flat = need(malloc((size_t)(n * n) * sizeof *flat));
	for (int i = 0; i < n * n; i++) {
		a[i / n] = flat + i / n * n;
		flat[i] = 1.0f / (float)(abs(i / n - i % n) + 1);
	}
	for (int sweep = 0; sweep < 6; sweep++)
		jacobi_sweep(a, n);
	for (int i = 0; i < n; i++)
		top = a[i][i] > top ? a[i][i] : top;
	free(a);
	free(flat);
	return top;
}

int main(void)
{
	matf *a = matf_new(130, 90, true), *b = matf_new(90, 120, true), *c = matf_new(130, 120, false);
	double sum = 0.0;
	matf_mul_blocked(a, b, c, 16);
	int n = (int)c->cols;
	for (int i = 0; i < n; i++) {
		sum += fabsf(sdot((int)c->rows, &AT(c, 0, i), n, &AT(c, i, 0), 1)) * 0.1f;
		for (int k = 0; k < i; k++)
			saxpy(n, 0.01f, &AT(c, k, 0), &AT(c, i, 0));
	}
	double **l = need(malloc(ROWS * sizeof *l));
	for (int i = 0; i < ROWS; i++) {
		l[i] = need(malloc((ROWS + 1) * sizeof **l));
		for (int j = 0; j <= ROWS; j++)
			l[i][j] = (double)frand() + (i == j ? 60.0 : 0.0);
	}
	eliminate(l, ROWS);
	for (int i = 0; i < ROWS; i++) {
		sum += fabs(l[i][ROWS]);
		free(l[i]);
	}
	free(l);
	sum += conjugate(450, 40);
	printf("linalgp %.4g %.4g\n", sum, eigen(56));
	free(a->data), free(b->data), free(c->data);
	free(a), free(b), free(c);
	return 0;
}
