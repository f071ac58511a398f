// alloc: allocates, moves and frees blocks in a random order, so that memory grows in many steps. The
// argument is the number of operations.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 256 };

static uint32_t seed = 7;

static uint32_t random32(void) {
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed;
}

int main(int argc, char **argv) {
	int operations = argc > 1 ? atoi(argv[1]) : 5000;
	uint8_t *blocks[SLOTS] = {0};
	size_t sizes[SLOTS] = {0};
	uint32_t sum = 0;
	for (int i = 0; i < operations; i++) {
		int slot = random32() % SLOTS;
		size_t size = random32() % (random32() % 16 == 0 ? 100000 : 900);
		if (sizes[slot])
			sum = sum * 31 + blocks[slot][sizes[slot] / 2];
		blocks[slot] = realloc(blocks[slot], size + 1);
		if (size > sizes[slot])
			memset(blocks[slot] + sizes[slot], i, size - sizes[slot]);
		sizes[slot] = size;
		if (random32() % 8 == 0) {
			free(blocks[slot]);
			blocks[slot] = NULL;
			sizes[slot] = 0;
		}
	}
	size_t total = 0;
	for (int i = 0; i < SLOTS; i++) {
		total += sizes[i];
		for (size_t j = 0; j < sizes[i]; j++)
			sum = sum * 31 + blocks[i][j];
	}
	printf("%zu bytes live, checksum %08x\n", total, sum);
	return 0;
}
