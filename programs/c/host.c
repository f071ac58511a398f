// host: clocks, sleep and randomness; the output says only whether each behaved.
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t id) {
	struct timespec t;
	if (clock_gettime(id, &t) != 0)
		return -1;
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void report(const char *what, int good) { printf("%s: %s\n", what, good ? "ok" : "wrong"); }

int main(void) {
	report("date", now(CLOCK_REALTIME) > 1600000000LL * 1000000000LL);

	long long before = now(CLOCK_MONOTONIC);
	struct timespec pause = {0, 3000000}; // 3 ms
	report("sleep", nanosleep(&pause, NULL) == 0);
	report("monotonic clock", before >= 0 && now(CLOCK_MONOTONIC) - before >= 3000000);

	unsigned char a[200] = {0}, b[200] = {0};
	report("entropy", getentropy(a, sizeof a) == 0 && getentropy(b, sizeof b) == 0);
	report("randomness", memcmp(a, b, sizeof a) != 0);
	return 0;
}
