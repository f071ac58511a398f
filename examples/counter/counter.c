// Counts the requests that it answers. The number is in the memory of the instance, so that one has to answer all of them.
#include <string.h>

const char *reply(void) {
	static unsigned n;
	static char text[] = "request           \n";
	char digits[10];
	int count = 0;
	for (unsigned rest = ++n; rest > 0; rest /= 10)
		digits[count++] = '0' + rest % 10;
	char *end = text + strlen("request ");
	while (count > 0)
		*end++ = digits[--count];
	strcpy(end, "\n");
	return text;
}
