// floats: conversions, comparisons and rounding of floating-point numbers at the edges, printed exactly.
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *texts[] = {"0", "-0", "1", "-1.5", "0.5", "2.5", "-2.5", "1e22", "1e23", "123456789.125",
			      "4.9e-324", "2.2250738585072014e-308", "1.7976931348623157e308", "3.4028235e38",
			      "1e-45", "0.1", "2147483648.5", "-9223372036854775808", "18446744073709551615", "1e400"};
enum { COUNT = sizeof texts / sizeof *texts };

static uint64_t bits(double d) {
	uint64_t u;
	memcpy(&u, &d, sizeof u);
	return u;
}

static void one(const char *text) {
	volatile double d = strtod(text, NULL);
	volatile float f = (float)d;
	printf("%s: %.17g %.9g %016llx\n", text, d, (double)f, (unsigned long long)bits(d));
	printf("  %g %g %g %g %g %g\n", floor(d), ceil(d), trunc(d), rint(d), fabs(d), sqrt(fabs(d)));
	printf("  %g %g %g\n", (double)floorf(f), (double)rintf(f), (double)sqrtf(fabsf(f)));
	if (fabs(d) < 2e9)
		printf("  %d %d\n", (int)d, (int)f);
	if (fabs(d) < 9e18)
		printf("  %lld\n", (long long)d);
	if (d >= 0 && d < 1.8e19)
		printf("  %llu %.17g\n", (unsigned long long)d, (double)(unsigned long long)d);
}

static void pair(double volatile a, double volatile b) {
	printf("%d%d%d%d%d%d %.17g %.17g %.17g %.17g\n", a < b, a <= b, a > b, a >= b, a == b, a != b, a + b, a - b, a * b,
	       b != 0 ? a / b : 0);
	printf("  %.17g %.17g %.17g\n", copysign(a, b), fmin(a, b), fmax(a, b));
}

int main(void) {
	for (int i = 0; i < COUNT; i++)
		one(texts[i]);
	for (int i = 1; i < COUNT - 1; i++)
		pair(strtod(texts[i], NULL), strtod(texts[i + 1], NULL));
	volatile double zero = 0, nan = zero / zero;
	printf("nan: %d %d %d %d\n", nan == nan, nan < 1, nan != nan, isnan(nan) != 0);
	volatile int64_t big = INT64_MAX;
	volatile uint64_t ubig = UINT64_MAX;
	printf("%.17g %.17g %.9g %.9g\n", (double)big, (double)ubig, (double)(float)big, (double)(float)ubig);
	return 0;
}
