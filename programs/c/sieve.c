// sieve: how many primes there are below the argument, by the sieve of Eratosthenes, one byte per number.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
	int n = argc > 1 ? atoi(argv[1]) : 200000;
	unsigned char *composite = calloc(n, 1);
	int count = 0, last = 0;
	for (int i = 2; i < n; i++) {
		if (composite[i])
			continue;
		count++;
		last = i;
		for (long long j = (long long)i * i; j < n; j += i)
			composite[j] = 1;
	}
	printf("%d primes below %d, the last is %d\n", count, n, last);
	return 0;
}
