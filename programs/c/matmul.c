// matmul: the product of two square f64 matrices, three plain loops. The argument is their side.
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static void multiply(int n, const double *a, const double *b, double *c) {
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++) {
			double sum = 0;
			for (int k = 0; k < n; k++)
				sum += a[i * n + k] * b[k * n + j];
			c[i * n + j] = sum;
		}
}

int main(int argc, char **argv) {
	int n = argc > 1 ? atoi(argv[1]) : 60;
	double *a = malloc(n * n * sizeof *a), *b = malloc(n * n * sizeof *b), *c = malloc(n * n * sizeof *c);
	for (int i = 0; i < n * n; i++) {
		a[i] = 1.0 / (i + 1);
		b[i] = (i % 7) - 2.5;
	}
	multiply(n, a, b, c);
	double trace = 0;
	for (int i = 0; i < n; i++)
		trace += c[i * n + i];
	printf("%d: %.17g %.17g %a\n", n, trace, c[n - 1], c[n * n - 1]);
	return 0;
}
