// mandelbrot: the points of a square grid that stay near zero under z*z + c. The argument is the grid's side.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIMIT = 50 };

static int escape(double cr, double ci) {
	double zr = 0, zi = 0;
	for (int i = 0; i < LIMIT; i++) {
		double rr = zr * zr, ii = zi * zi;
		if (rr + ii > 4)
			return i;
		zi = 2 * zr * zi + ci;
		zr = rr - ii + cr;
	}
	return LIMIT;
}

int main(int argc, char **argv) {
	int n = argc > 1 ? atoi(argv[1]) : 100;
	long inside = 0, rounds = 0;
	uint32_t sum = 0;
	for (int y = 0; y < n; y++)
		for (int x = 0; x < n; x++) {
			int e = escape(2.0 * x / n - 1.5, 2.0 * y / n - 1);
			inside += e == LIMIT;
			rounds += e;
			sum = sum * 31 + e;
		}
	printf("%ld of %d inside, %ld rounds, checksum %08x\n", inside, n * n, rounds, sum);
	return 0;
}
