// simd: kernels on vectors of 16 bytes, written with the compilers' vector types: the product of f32 matrices, blending of
// pixels, an integer convolution, the sum of absolute differences and the count of a byte. The argument is the number of rounds.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef float f32x4 __attribute__((vector_size(16)));
typedef int32_t i32x4 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef uint8_t u8x16 __attribute__((vector_size(16)));

enum { SIDE = 64, BYTES = 16 << 10 };

static f32x4 left[SIDE][SIDE / 4], right[SIDE][SIDE / 4], product[SIDE][SIDE / 4];
static u8x16 front[BYTES / 16], back[BYTES / 16];
static i16x8 signal[BYTES / 16 + 1], filtered[BYTES / 16];

__attribute__((noinline)) static void multiply(void) {
	for (int i = 0; i < SIDE; i++)
		for (int j = 0; j < SIDE / 4; j++) {
			f32x4 sum = {0};
			for (int k = 0; k < SIDE; k++) {
				float f = left[i][k / 4][k % 4];
				sum += (f32x4){f, f, f, f} * right[k][j];
			}
			product[i][j] = sum;
		}
}

// blend mixes the front into the back, three parts of four: in 16 bits for bytes of even and of odd place.
__attribute__((noinline)) static void blend(void) {
	const u16x8 low = {255, 255, 255, 255, 255, 255, 255, 255};
	for (int i = 0; i < BYTES / 16; i++) {
		u16x8 f = (u16x8)front[i], b = (u16x8)back[i];
		u16x8 even = ((f & low) * 3 + (b & low)) >> 2, odd = ((f >> 8) * 3 + (b >> 8)) >> 2;
		back[i] = (u8x16)(even | odd << 8);
	}
}

__attribute__((noinline)) static void convolve(void) {
	const int16_t *s = (const int16_t *)signal;
	for (int i = 0; i < BYTES / 16; i++) {
		i16x8 a, b, c;
		memcpy(&a, s + 8 * i, sizeof a);
		memcpy(&b, s + 8 * i + 1, sizeof b);
		memcpy(&c, s + 8 * i + 2, sizeof c);
		filtered[i] = (a * 5 + b * 6 + c * 5) >> 4;
	}
	memcpy(signal, filtered, sizeof filtered);
}

__attribute__((noinline)) static uint32_t difference(void) {
	u16x8 sum = {0};
	uint32_t total = 0;
	for (int i = 0; i < BYTES / 16; i++) {
		u8x16 larger = (u8x16)(front[i] > back[i]);
		u8x16 d = ((front[i] - back[i]) & larger) | ((back[i] - front[i]) & ~larger);
		sum += ((u16x8)d & 255) + ((u16x8)d >> 8);
		if (i % 64 == 63) { // 64 * 2 * 255 fits 16 bits
			for (int k = 0; k < 8; k++)
				total += sum[k];
			sum = (u16x8){0};
		}
	}
	return total;
}

__attribute__((noinline)) static uint32_t count(uint8_t value) {
	u8x16 v, sum = {0};
	memset(&v, value, sizeof v);
	uint32_t total = 0;
	for (int i = 0; i < BYTES / 16; i++) {
		sum -= (u8x16)(back[i] == v);
		if (i % 128 == 127) {
			for (int k = 0; k < 16; k++)
				total += sum[k];
			sum = (u8x16){0};
		}
	}
	return total;
}

int main(int argc, char **argv) {
	int rounds = argc > 1 ? atoi(argv[1]) : 5;
	uint32_t seed = 1, sum = 0;
	for (int i = 0; i < SIDE; i++)
		for (int k = 0; k < SIDE; k++) {
			left[i][k / 4][k % 4] = (i * 7 + k) % 13 / 16.0f - 0.375f;
			right[i][k / 4][k % 4] = (i + k * 5) % 11 / 16.0f - 0.3125f;
		}
	for (int i = 0; i < BYTES; i++) {
		seed = seed * 1664525u + 1013904223u;
		((uint8_t *)front)[i] = seed >> 24;
		((uint8_t *)signal)[i] = i % 2 ? seed >> 29 : seed >> 20; // 11 bits: the convolution stays in 16
	}
	for (int r = 0; r < rounds; r++) {
		multiply();
		for (int i = 0; i < SIDE; i++) // results stay near 1: the next round starts from them
			left[i][r % (SIDE / 4)] = product[i][r % (SIDE / 4)] * 0.25f;
		for (int k = 0; k < 8; k++) {
			blend();
			convolve();
			sum = sum * 31 + difference();
			sum = sum * 31 + count((uint8_t)(r + k));
			((uint8_t *)front)[(r * 8 + k) * 7 % BYTES] += 101;
		}
	}
	float trace = 0;
	for (int i = 0; i < SIDE; i++)
		trace += product[i][i / 4][i % 4];
	for (int i = 0; i < BYTES / 2; i++)
		sum = sum * 31 + ((uint16_t *)filtered)[i];
	printf("%d rounds: trace %.9g, checksum %08x\n", rounds, trace, sum);
	return 0;
}
