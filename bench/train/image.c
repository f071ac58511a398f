/* Image operations on 8-bit pixels: filters, scaling, colour, segmentation, dithering. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define W 480
#define H 360

typedef uint8_t u8;

typedef struct { int w, h, stride; u8 *pix; } image;

static u8 gray[H][W], work[H][W], rgb[H * W * 3];
static u8 ybuf[H * W], ubuf[H * W / 4], vbuf[H * W / 4];
static int stack[W * H];

static inline u8 clamp8(int v)
{
	return v < 0 ? 0 : v > 255 ? 255 : (u8)v;
}

static void paint(void)
{
	uint32_t noise = 1;
	u8 *p = rgb;
	for (int y = 0; y < H; y++)
		for (int x = 0; x < W; x++) {
			noise ^= noise << 13;
			noise ^= noise >> 17;
			noise ^= noise << 5;
			int disc = (x - 90) * (x - 90) + (y - 70) * (y - 70) < 6500;
			*p++ = (u8)(x + (noise & 15));
			*p++ = (u8)(disc ? 220 - y / 2 : y);
			*p++ = (u8)(x ^ y);
		}
}

/* BT.601 in integers; chroma is averaged over two by two pixels. */
static void rgb_to_yuv(const u8 *restrict src)
{
	u8 *uo = ubuf, *vo = vbuf;
	for (int i = 0; i < W * H; i++, src += 3)
		ybuf[i] = (u8)(((66 * src[0] + 129 * src[1] + 25 * src[2] + 128) >> 8) + 16);
	for (int y = 0; y < H; y += 2)
		for (int x = 0; x < W; x += 2) {
			const u8 *a = rgb + (y * W + x) * 3, *b = a + W * 3;
			int r = (a[0] + a[3] + b[0] + b[3] + 2) / 4;
			int g = (a[1] + a[4] + b[1] + b[4] + 2) / 4;
			int l = (a[2] + a[5] + b[2] + b[5] + 2) / 4;
			*uo++ = clamp8(((-38 * r - 74 * g + 112 * l + 128) >> 8) + 128);
			*vo++ = clamp8(((112 * r - 94 * g - 18 * l + 128) >> 8) + 128);
		}
}

static void box3(void)
{
	for (int y = 1; y < H - 1; y++)
		for (int x = 1; x < W - 1; x++) {
			int s = 0;
			for (int dy = -1; dy <= 1; dy++)
				for (int dx = -1; dx <= 1; dx++)
					s += gray[y + dy][x + dx];
			work[y][x] = (u8)(s / 9);
		}
}

static unsigned sobel(u8 out[H][W])
{
	unsigned edges = 0;
	for (int y = 1; y < H - 1; y++) {
		const u8 *n = gray[y - 1], *c = gray[y], *s = gray[y + 1];
		for (int x = 1; x < W - 1; x++) {
			int gx = n[x + 1] - n[x - 1] + 2 * (c[x + 1] - c[x - 1]) + s[x + 1] - s[x - 1];
			int gy = s[x - 1] + 2 * s[x] + s[x + 1] - n[x - 1] - 2 * n[x] - n[x + 1];
			int mag = abs(gx) + abs(gy);
			out[y][x] = mag > 255 ? 255 : (u8)mag;
			edges += mag > 96;
		}
	}
	return edges;
}

static void scale_bilinear(const image *src, image *dst)
{
	int xstep = ((src->w - 1) << 16) / dst->w, ystep = ((src->h - 1) << 16) / dst->h;
	for (int y = 0, fy = 0; y < dst->h; y++, fy += ystep) {
		const u8 *top = src->pix + (fy >> 16) * src->stride;
		const u8 *bot = top + src->stride;
		u8 *d = dst->pix + y * dst->stride;
		unsigned wy = (fy >> 8) & 255;
		for (int x = 0, fx = 0; x < dst->w; x++, fx += xstep) {
			int i = fx >> 16;
			unsigned wx = (fx >> 8) & 255;
			unsigned a = top[i] * (256 - wx) + top[i + 1] * wx;
			unsigned b = bot[i] * (256 - wx) + bot[i + 1] * wx;
			d[x] = (u8)((a * (256 - wy) + b * wy) >> 16);
		}
	}
}

static void equalize(u8 *p, size_t n)
{
	unsigned hist[256] = {0}, acc = 0;
	u8 map[256];
	for (size_t i = 0; i < n; i++)
		hist[p[i]]++;
	for (int v = 0; v < 256; v++) {
		acc += hist[v];
		map[v] = (u8)(acc * 255u / n);
	}
	while (n--) {
		*p = map[*p];
		p++;
	}
}

static void push(int *top, int x, int y, u8 from)
{
	if (x >= 0 && x < W && y >= 0 && y < H && work[y][x] == from) {
		work[y][x] = 128;
		stack[(*top)++] = y * W + x;
	}
}

static int flood(int x, int y)
{
	int top = 0, area = 0;
	u8 from = work[y][x];
	for (push(&top, x, y, from); top > 0; area++) {
		int at = stack[--top], cx = at % W, cy = at / W;
		push(&top, cx + 1, cy, from);
		push(&top, cx - 1, cy, from);
		push(&top, cx, cy + 1, from);
		push(&top, cx, cy - 1, from);
	}
	return area;
}

static void dither(const u8 *src, u8 *dst)
{
	static int16_t err[2][W + 2];
	for (int y = 0; y < H; y++) {
		int16_t *cur = err[y & 1] + 1, *nxt = err[~y & 1] + 1;
		memset(nxt - 1, 0, sizeof err[0]);
		for (int x = 0; x < W; x++) {
			int v = src[y * W + x] + cur[x] / 16, e;
			dst[y * W + x] = v >= 128 ? 255 : 0;
			e = v - dst[y * W + x];
			cur[x + 1] += (int16_t)(e * 7);
			nxt[x - 1] += (int16_t)(e * 3);
			nxt[x] += (int16_t)(e * 5);
			nxt[x + 1] += (int16_t)e;
		}
	}
}

/* Four channels in a word, two at a time. */
static uint32_t blend(uint32_t s, uint32_t d)
{
	uint32_t a = s >> 24, na = 256 - a;
	uint32_t rb = ((s & 0xff00ff) * a + (d & 0xff00ff) * na) >> 8 & 0xff00ff;
	uint32_t g = ((s >> 8 & 0xff) * a + (d >> 8 & 0xff) * na) & 0xff00;
	return 0xff000000u | rb | g;
}

static uint32_t hash(uint32_t h, const u8 *p, size_t n)
{
	for (const u8 *end = p + n; p != end; p++)
		h = (h ^ *p) * 16777619u;
	return h;
}

int main(void)
{
	static uint32_t canvas[W * H];
	static u8 big[700 * 500];
	image src = {W, H, W, &work[0][0]}, dst = {700, 500, 700, big};
	uint32_t sum = 2166136261u;

	paint();
	rgb_to_yuv(rgb);
	sum = hash(hash(sum, ubuf, sizeof ubuf), vbuf, sizeof vbuf);
	memcpy(gray, ybuf, sizeof gray);
	box3();
	scale_bilinear(&src, &dst);
	equalize(big, sizeof big);
	sum = hash(sum, big, sizeof big);
	sum += sobel(work);
	for (int i = 0; i < W * H; i++)
		canvas[i] = blend((uint32_t)rgb[i * 3] << 24 | 0x336699u * ybuf[i] >> 8, canvas[i] + 0x404040u);
	sum += canvas[W * 40 + 99] + canvas[W * H - 1];
	for (int i = 0; i < W * H; i++)
		work[i / W][i % W] = gray[i / W][i % W] > 120 ? 255 : 0;
	sum += (uint32_t)flood(90, 70) * 31u + (uint32_t)flood(0, 0);
	dither(ybuf, &work[0][0]);
	printf("image %08x\n", (unsigned)hash(sum, &work[0][0], sizeof work));
	return 0;
}
