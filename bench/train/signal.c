/* Signal processing: transforms, filters and resampling in floating and fixed point. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#define FFT 1024
#define SAMPLES 32768
#define TAPS 31
#define PI 3.14159265358979

typedef struct { float re, im; } cpx;

static cpx buf[FFT], twiddle[FFT / 2];
static uint16_t rev[FFT];
static float wave[SAMPLES], outf[SAMPLES], dct_tab[8][8];
static int16_t pcm[SAMPLES], outq[SAMPLES];

static void fft_init(void)
{
	for (int i = 0; i < FFT / 2; i++) {
		twiddle[i].re = (float)cos(2 * PI * i / FFT);
		twiddle[i].im = (float)-sin(2 * PI * i / FFT);
	}
	for (unsigned i = 1; i < FFT; i++)
		rev[i] = (uint16_t)((rev[i >> 1] >> 1) | ((i & 1) ? FFT >> 1 : 0));
}

static inline cpx cmul(cpx a, cpx b)
{
	return (cpx){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

static void fft(cpx *x)
{
	for (int i = 0; i < FFT; i++)
		if (i < rev[i]) {
			cpx t = x[i];
			x[i] = x[rev[i]];
			x[rev[i]] = t;
		}
	for (int half = 1, step = FFT / 2; half < FFT; half <<= 1, step >>= 1)
		for (int base = 0; base < FFT; base += half << 1)
			for (int k = 0; k < half; k++) {
				cpx t = cmul(twiddle[k * step], x[base + half + k]);
				cpx u = x[base + k];
				x[base + k] = (cpx){u.re + t.re, u.im + t.im};
				x[base + half + k] = (cpx){u.re - t.re, u.im - t.im};
			}
}

static void dct_init(void)
{
	for (int u = 0; u < 8; u++)
		for (int v = 0; v < 8; v++)
			dct_tab[u][v] = (float)(cos((2 * v + 1) * u * PI / 16) * (u ? 0.5 : 0.35355339));
}

/* Rows then columns, with a transposed store in between. */
static void dct8x8(const float *in, int stride, float *out)
{
	float t[8][8];
	for (int y = 0; y < 8; y++, in += stride)
		for (int u = 0; u < 8; u++) {
			float s = 0;
			for (int k = 0; k < 8; k++)
				s += in[k] * dct_tab[u][k];
			t[u][y] = s;
		}
	for (int u = 0; u < 8; u++)
		for (int v = 0; v < 8; v++) {
			float s = 0;
			for (int k = 0; k < 8; k++)
				s += t[u][k] * dct_tab[v][k];
			*out++ = s;
		}
}

static void fir_float(const float *restrict x, float *restrict y, size_t n, const float *h)
{
	for (size_t i = 0; i + TAPS <= n; i++) {
		float acc = 0.0f;
		for (size_t k = 0; k < TAPS; k++)
			acc += h[k] * x[i + k];
		y[i] = acc;
	}
}

static int16_t sat16(int32_t v)
{
	return v > INT16_MAX ? INT16_MAX : v < INT16_MIN ? INT16_MIN : (int16_t)v;
}

/* Q15 filter over a circular delay line. */
static void fir_q15(const int16_t *src, int16_t *dst, int n, const int16_t *h)
{
	int16_t line[32] = {0};
	unsigned pos = 0;
	while (n--) {
		line[pos & 31] = *src++;
		int32_t acc = 1 << 14;
		unsigned p = pos++;
		for (const int16_t *c = h; c != h + TAPS; c++, p--)
			acc += *c * line[p & 31];
		*dst++ = sat16(acc >> 15);
	}
}

struct biquad { float b0, b1, b2, a1, a2, z1, z2; };

static void biquads(struct biquad *q, int stages, float *x, int n)
{
	for (struct biquad *s = q; s < q + stages; s++)
		for (int i = 0; i < n; i++) {
			float in = x[i], out = s->b0 * in + s->z1;
			s->z1 = s->b1 * in - s->a1 * out + s->z2;
			s->z2 = s->b2 * in - s->a2 * out;
			x[i] = out;
		}
}

/* One-pole smoothing in Q16 and an envelope follower beside it. */
static int32_t iir_q16(const int16_t *x, int16_t *y, size_t n)
{
	int32_t state = 0, env = 0;
	for (size_t i = 0; i < n; i++) {
		int32_t d = (int32_t)x[i] * 65536 / 4 - state;
		state += (int32_t)(((int64_t)d * 6554) >> 16);
		y[i] = sat16(state >> 14);
		int32_t mag = x[i] < 0 ? -x[i] : x[i];
		env += mag > env ? (mag - env) >> 2 : (mag - env) >> 7;
	}
	return env;
}

static int resample(const int16_t *in, int n, int16_t *out, int room, uint32_t step)
{
	uint32_t phase = 0;
	int made = 0;
	for (;;) {
		int i = (int)(phase >> 12), frac = (int)(phase & 4095);
		if (i + 1 >= n || made == room)
			return made;
		out[made++] = (int16_t)((in[i] * (4096 - frac) + in[i + 1] * frac) >> 12);
		phase += step;
	}
}

static double goertzel(const int16_t *x, int n, double freq)
{
	double c = 2.0 * cos(2.0 * PI * freq), s1 = 0.0, s2 = 0.0;
	do {
		double s0 = *x++ / 32768.0 + c * s1 - s2;
		s2 = s1;
		s1 = s0;
	} while (--n > 0);
	return s1 * s1 + s2 * s2 - c * s1 * s2;
}

int main(void)
{
	float h[TAPS];
	int16_t hq[TAPS];
	struct biquad eq[4];
	double sum = 0.0;

	for (int i = 0; i < SAMPLES; i++) {
		wave[i] = (float)(0.4 * sin(i * 0.05) + 0.2 * sin(i * 0.31) + (i % 17 - 8) * 0.01);
		pcm[i] = (int16_t)(wave[i] * 20000.0f);
	}
	for (int k = 0; k < TAPS; k++) {
		h[k] = (float)((0.54 - 0.46 * cos(2 * PI * k / (TAPS - 1))) / 16);
		hq[k] = (int16_t)(h[k] * 32768.0f);
	}
	fft_init();
	for (int blk = 0; blk + FFT <= SAMPLES; blk += FFT) {
		for (int i = 0; i < FFT; i++)
			buf[i] = (cpx){wave[blk + i], 0.0f};
		fft(buf);
		for (int i = 0; i < FFT / 2; i++)
			sum += sqrtf(buf[i].re * buf[i].re + buf[i].im * buf[i].im);
	}
	dct_init();
	for (int i = 0; i < SAMPLES; i += 64)
		dct8x8(wave + i, 8, outf + i);
	sum += fabsf(outf[0]) + fabsf(outf[64]);
	fir_float(wave, outf, SAMPLES, h);
	for (int s = 0; s < 4; s++)
		eq[s] = (struct biquad){0.2f, 0.3f, 0.2f, -0.5f + 0.1f * (float)s, 0.25f, 0, 0};
	biquads(eq, 4, outf, SAMPLES);
	for (int i = 0; i < SAMPLES; i++)
		sum += outf[i] * outf[i];
	fir_q15(pcm, outq, SAMPLES, hq);
	int32_t crc = iir_q16(outq, pcm, SAMPLES) + pcm[SAMPLES - 1];
	for (uint32_t step = 2500; step < 9000; step += 700)
		crc = (crc * 3 + resample(pcm, SAMPLES, outq, SAMPLES, step) + outq[1000]) & 0xffffff;
	for (int f = 1; f <= 8; f++)
		sum += goertzel(pcm, SAMPLES, f * 0.02);
	printf("signal %d %.5g\n", (int)crc, sum);
	return 0;
}
