// fib: the Fibonacci number of the argument by plain recursion, and Ackermann's function for depth.
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

__attribute__((noinline)) static int ackermann(int m, int n) {
	if (m == 0)
		return n + 1;
	return ackermann(m - 1, n == 0 ? 1 : ackermann(m, n - 1));
}

int main(int argc, char **argv) {
	int n = argc > 1 ? atoi(argv[1]) : 22;
	printf("fib(%d) = %d\n", n, fib(n));
	printf("ackermann(2, 300) = %d\n", ackermann(2, 300));
	return 0;
}
