/* Stencils and finite differences in double precision, in one to three dimensions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#define N1 2000
#define N2 64
#define N3 18

static double u1[N1], v1[N1];
static double g[N2][N2], h[N2][N2];
static double c3[N3][N3][N3], d3[N3][N3][N3];
static double ex[N2][N2], ey[N2][N2], hz[N2][N2];
static double p[N2][N2], q[N2][N2], uu[N2][N2], vv[N2][N2];

static void heat1(int steps)
{
	for (int i = 0; i < N1; i++)
		u1[i] = i % 100 < 50 ? 1.0 : 0.0;
	v1[0] = u1[0];
	v1[N1 - 1] = u1[N1 - 1];
	for (int t = 0; t < steps; t++) {
		for (int i = 1; i < N1 - 1; i++)
			v1[i] = 0.33333 * (u1[i - 1] + u1[i] + u1[i + 1]);
		for (int i = 1; i < N1 - 1; i++)
			u1[i] = 0.33333 * (v1[i - 1] + v1[i] + v1[i + 1]);
	}
}

/* Upwind transport with pointers walking both buffers. */
static void advect(int steps)
{
	double *cur = u1, *nxt = v1;
	while (steps-- > 0) {
		const double *s = cur + 1, *end = cur + N1;
		double *d = nxt;
		*d++ = cur[N1 - 1];
		for (; s < end; ++s, ++d)
			*d = *s - 0.4 * (*s - s[-1]);
		double *t = cur;
		cur = nxt;
		nxt = t;
	}
}

static void jacobi2(int steps)
{
	for (int i = 0; i < N2; i++)
		for (int j = 0; j < N2; j++)
			g[i][j] = h[i][j] = ((double)i * (j + 2) + 10) / N2;
	for (int t = 0; t < steps; t++) {
		for (int i = 1; i < N2 - 1; i++)
			for (int j = 1; j < N2 - 1; j++)
				h[i][j] = 0.2 * (g[i][j] + g[i][j - 1] + g[i][j + 1] +
						 g[i + 1][j] + g[i - 1][j]);
		for (int i = 1; i < N2 - 1; i++)
			memcpy(&g[i][1], &h[i][1], (N2 - 2) * sizeof(double));
	}
}

/* Nine points, in place. */
static void seidel2(int steps)
{
	while (steps--)
		for (int i = 1; i <= N2 - 2; i++)
			for (int j = 1; j <= N2 - 2; j++)
				g[i][j] = (g[i - 1][j - 1] + g[i - 1][j] + g[i - 1][j + 1] + g[i][j - 1] +
					   g[i][j] + g[i][j + 1] + g[i + 1][j - 1] + g[i + 1][j] +
					   g[i + 1][j + 1]) / 9.0;
}

/* Red-black over-relaxation that stops when a sweep changes little. */
static int sor(double *f, size_t w, size_t ht, double omega, double tol)
{
	for (int it = 1; it <= 100; it++) {
		double worst = 0.0;
		for (unsigned color = 0; color < 2; color++)
			for (size_t y = 1; y < ht - 1; y++) {
				double *row = f + y * w;
				const double *up = row - w, *down = row + w;
				for (size_t x = 1 + ((y + color) & 1); x < w - 1; x += 2) {
					double r = 0.25 * (row[x - 1] + row[x + 1] + up[x] + down[x]) - row[x];
					row[x] += omega * r;
					if (fabs(r) > worst)
						worst = fabs(r);
				}
			}
		if (worst < tol)
			return it;
	}
	return 0;
}

static void heat3(double in[N3][N3][N3], double out[N3][N3][N3])
{
	for (int i = 1; i < N3 - 1; i++)
		for (int j = 1; j < N3 - 1; j++)
			for (int k = 1; k < N3 - 1; k++)
				out[i][j][k] = 0.125 * (in[i + 1][j][k] - 2.0 * in[i][j][k] + in[i - 1][j][k]) +
					       0.125 * (in[i][j + 1][k] - 2.0 * in[i][j][k] + in[i][j - 1][k]) +
					       0.125 * (in[i][j][k + 1] - 2.0 * in[i][j][k] + in[i][j][k - 1]) +
					       in[i][j][k];
}

static void maxwell(int steps)
{
	for (int i = 0; i < N2; i++)
		for (int j = 0; j < N2; j++) {
			ex[i][j] = (double)(i * (j + 1)) / (N2 * N2);
			ey[i][j] = (double)(i * (j + 2)) / (N2 * N2);
			hz[i][j] = (double)(i * (j + 3)) / (N2 * N2);
		}
	for (int t = 0; t < steps; t++) {
		for (int j = 0; j < N2; j++)
			ey[0][j] = t;
		for (int i = 1; i < N2; i++)
			for (int j = 0; j < N2; j++)
				ey[i][j] -= 0.5 * (hz[i][j] - hz[i - 1][j]);
		for (int i = 0; i < N2; i++)
			for (int j = 1; j < N2; j++)
				ex[i][j] = ex[i][j] - 0.5 * (hz[i][j] - hz[i][j - 1]);
		for (int i = 0; i < N2 - 1; i++)
			for (int j = 0; j < N2 - 1; j++)
				hz[i][j] -= 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
	}
}

/* One half step: tridiagonal solves along columns (dir 0) or along rows (dir 1). */
static void adi_half(int dir, double a, double b)
{
	for (int i = 1; i < N2 - 1; i++) {
		p[i][0] = 0.0;
		q[i][0] = 1.0;
		for (int j = 1; j < N2 - 1; j++) {
			double den = -a * p[i][j - 1] + 1.0 + 2.0 * a;
			double rhs;
			if (dir == 0)
				rhs = b * uu[j][i - 1] + (1.0 - 2.0 * b) * uu[j][i] + b * uu[j][i + 1];
			else
				rhs = b * vv[i - 1][j] + (1.0 - 2.0 * b) * vv[i][j] + b * vv[i + 1][j];
			p[i][j] = a / den;
			q[i][j] = (rhs + a * q[i][j - 1]) / den;
		}
		if (dir == 0) {
			vv[0][i] = vv[N2 - 1][i] = 1.0;
			for (int j = N2 - 2; j >= 1; j--)
				vv[j][i] = p[i][j] * vv[j + 1][i] + q[i][j];
		} else {
			uu[i][0] = uu[i][N2 - 1] = 1.0;
			for (int j = N2 - 2; j >= 1; j--)
				uu[i][j] = p[i][j] * uu[i][j + 1] + q[i][j];
		}
	}
}

static double total(const double *f, size_t n)
{
	double s = 0.0;
	do
		s += fabs(f[--n]);
	while (n != 0);
	return s;
}

int main(void)
{
	double sum = 0.0;

	heat1(90);
	advect(180);
	sum += total(u1, N1);
	jacobi2(80);
	seidel2(50);
	sum += total(&g[0][0], N2 * N2);
	static double field[70 * 50];
	for (int x = 0; x < 70; x++)
		field[x] = 1.0 + x % 7;
	int its = sor(field, 70, 50, 1.6, 1e-3);
	sum += total(field, 70 * 50);
	for (int i = 0; i < N3 * N3 * N3; i++)
		c3[i / (N3 * N3)][i / N3 % N3][i % N3] = d3[i / (N3 * N3)][i / N3 % N3][i % N3] = i % 37;
	for (int t = 0; t < 24; t++) {
		heat3(c3, d3);
		heat3(d3, c3);
	}
	sum += total(&c3[0][0][0], N3 * N3 * N3) / 100.0;
	maxwell(60);
	sum += total(&hz[0][0], N2 * N2);
	for (int i = 0; i < N2; i++)
		for (int j = 0; j < N2; j++)
			uu[i][j] = (double)(i + N2 - j) / N2;
	for (int t = 0; t < 36; t++) {
		adi_half(0, 0.7, 0.3);
		adi_half(1, 0.3, 0.7);
	}
	sum += total(&uu[0][0], N2 * N2);
	printf("stencil %d %.6g\n", its, sum);
	return 0;
}
