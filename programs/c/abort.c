// abort: prints a line and ends abnormally: a trap in WebAssembly, a signal elsewhere.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
	printf("before\n");
	fflush(stdout);
	abort();
}
