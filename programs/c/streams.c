// streams: standard input in capitals to standard output, counts to standard error, the exit status from the
// first argument, a greeting from the environment.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
	const char *name = getenv("NAME");
	printf("name: %s\n", name ? name : "(none)");
	long chars = 0, lines = 0;
	for (int c; (c = getchar()) != EOF; chars++) {
		lines += c == '\n';
		putchar(toupper(c));
	}
	fflush(stdout);
	fprintf(stderr, "%ld characters in %ld lines\n", chars, lines);
	return argc > 1 ? atoi(argv[1]) : 0;
}
