/* Dense linear algebra in double precision on static two-dimensional arrays. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#define N 128
#define K 40

static double A[N][N], B[N][N], C[N][N], L[N][N], Q[N][N], R[N][N];
static double P[N][K], S[N][N];
static double x[N], y[N], b[N], tmp[N];
static int perm[N];

static void fill(void)
{
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++) {
			A[i][j] = (double)((i * 7 + j * 13) % 29) / 29.0 - 0.4;
			B[i][j] = (double)(i * j % N + 1) / N;
			C[i][j] = (double)((i - j) * (i - j) % 11) / 11.0;
			P[i][j % K] = B[i][j] - 0.3;
		}
		A[i][i] += 6.0;
		b[i] = 1.0 + (i & 3);
	}
}

/* C = alpha*A*B + beta*C, walking B by rows. */
static void gemm_ikj(double alpha, double beta)
{
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++)
			C[i][j] *= beta;
		for (int k = 0; k < N; k++)
			for (int j = 0; j < N; j++)
				C[i][j] += alpha * A[i][k] * B[k][j];
	}
}

/* S = A*B as dot products. */
static void gemm_ijk(void)
{
	size_t i, j, k;
	for (i = 0; i < N; i++) {
		for (j = 0; j < N; j++) {
			double s = 0.0;
			for (k = 0; k < N; k++)
				s += A[i][k] * B[k][j];
			S[i][j] = s;
		}
	}
}

static void swap_rows(double *a, double *b, int *p, int *q)
{
	for (int j = 0; j < N; j++) {
		double t = a[j];
		a[j] = b[j];
		b[j] = t;
	}
	int t = *p;
	*p = *q;
	*q = t;
}

/* Returns the sign of the permutation; the matrix is known to be regular. */
static int lu_decompose(double a[N][N], int p[N])
{
	int sign = 1;

	for (int i = 0; i < N; i++)
		p[i] = i;
	for (int c = 0; c < N; c++) {
		int best = c;
		for (int r = c + 1; r < N; r++)
			if (fabs(a[r][c]) > fabs(a[best][c]))
				best = r;
		if (best != c) {
			swap_rows(a[c], a[best], &p[c], &p[best]);
			sign = -sign;
		}
		for (int r = c + 1; r < N; r++) {
			double f = a[r][c] /= a[c][c];
			for (int j = c + 1; j < N; j++)
				a[r][j] -= f * a[c][j];
		}
	}
	return sign;
}

static void lu_solve(double a[N][N], const int p[N], const double rhs[N], double out[N])
{
	for (int i = 0; i < N; i++) {
		out[i] = rhs[p[i]];
		for (int j = 0; j < i; j++)
			out[i] -= a[i][j] * out[j];
	}
	for (int i = N - 1; i >= 0; i--) {
		for (int j = i + 1; j < N; j++)
			out[i] -= a[i][j] * out[j];
		out[i] /= a[i][i];
	}
}

/* Symmetric rank-k update of the lower triangle. */
static void syrk(double alpha)
{
	for (int i = 0; i < N; i++) {
		for (int j = 0; j <= i; j++)
			S[i][j] = i == j ? N : 0.0;
		for (int k = 0; k < K; k++)
			for (int j = 0; j <= i; j++)
				S[i][j] += alpha * P[i][k] * P[j][k];
	}
}

static void cholesky(void)
{
	memset(L, 0, sizeof L);
	for (int j = 0; j < N; j++) {
		double d = S[j][j];
		for (int k = 0; k < j; k++)
			d -= L[j][k] * L[j][k];
		L[j][j] = sqrt(d);
		for (int i = j + 1; i < N; i++) {
			double s = S[i][j];
			for (int k = 0; k < j; k++)
				s -= L[i][k] * L[j][k];
			L[i][j] = s / L[j][j];
		}
	}
}

/* Modified Gram-Schmidt on columns: every inner loop has a stride of a row. */
static void gram_schmidt(void)
{
	memcpy(Q, A, sizeof Q);
	for (int k = 0; k < N; k++) {
		R[k][k] = 0.0;
		for (int i = 0; i < N; i++)
			R[k][k] += Q[i][k] * Q[i][k];
		R[k][k] = sqrt(R[k][k]);
		for (int i = 0; i < N; i++)
			Q[i][k] /= R[k][k];
		for (int j = k + 1; j < N; j++) {
			R[k][j] = 0.0;
			for (int i = 0; i < N; i++)
				R[k][j] += Q[i][k] * Q[i][j];
			for (int i = 0; i < N; i++)
				Q[i][j] -= Q[i][k] * R[k][j];
		}
	}
}

/* y = A^T (A x), as in least squares. */
static void atax(void)
{
	memset(y, 0, sizeof y);
	for (int i = 0; i < N; i++) {
		tmp[i] = 0.0;
		for (int j = 0; j < N; j++)
			tmp[i] = tmp[i] + A[i][j] * x[j];
		for (int j = 0; j < N; j++)
			y[j] = y[j] + A[i][j] * tmp[i];
	}
}

static double trace(double m[N][N])
{
	double s = 0.0;
	for (int i = 0; i < N; i++)
		s += fabs(m[i][i]);
	return s / N;
}

int main(void)
{
	double sum = 0.0;

	fill();
	gemm_ikj(1.5, 0.75);
	gemm_ijk();
	sum += trace(C) + trace(S);
	syrk(0.25);
	cholesky();
	gram_schmidt();
	sum += trace(L) + trace(R);
	memcpy(x, b, sizeof x);
	for (int rep = 0; rep < 12; rep++) {
		atax();
		for (int i = 0; i < N; i++)
			x[i] = y[i] / 64.0;
	}
	int sign = lu_decompose(A, perm);
	lu_solve(A, perm, b, x);
	for (int i = 0; i < N; i++)
		sum += fabs(x[i]);
	printf("linalg %d %.6g %.6g\n", sign, sum, log(fabs(y[3]) + fabs(y[N - 1])));
	return 0;
}
