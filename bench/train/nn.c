/* Neural network layers in float, with quantized dot products in 8-bit integers. */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CH 8
#define IMG 50
#define FEAT 64
#define SEQ 90
#define HEAD 32

typedef struct { int in, out; float *w, *b; } dense;

static uint32_t state = 2463534242u;

static float weight(void)
{
	state = state * 747796405u + 2891336453u;
	return ((float)(state >> 8) / 16777216.0f - 0.5f) * 0.4f;
}

static void randomize(float *p, size_t n)
{
	while (n--)
		*p++ = weight();
}

static dense dense_new(int in, int out)
{
	size_t n = (size_t)(in + 1) * (size_t)out;
	float *w = calloc(n, sizeof *w);
	if (w == NULL)
		abort();
	dense d = {in, out, w, w + in * out};
	randomize(d.w, n);
	return d;
}

static void dense_forward(const dense *d, const float *restrict x, float *restrict y)
{
	for (int o = 0; o < d->out; o++) {
		float acc = d->b[o];
		const float *w = d->w + o * d->in;
		for (int i = 0; i < d->in; i++)
			acc += w[i] * x[i];
		y[o] = acc;
	}
}

/* Squared-error gradient step on one sample. */
static float dense_train(dense *d, const float *x, const float *want, float rate)
{
	float y[FEAT], loss = 0.0f;
	dense_forward(d, x, y);
	for (int o = 0; o < d->out; o++) {
		float g = y[o] - want[o];
		loss += g * g;
		for (int i = 0; i < d->in; i++)
			d->w[o * d->in + i] -= rate * g * x[i];
		d->b[o] -= rate * g;
	}
	return loss;
}

static void conv3x3(float in[CH][IMG][IMG], float out[CH][IMG][IMG], float k[CH][CH][3][3])
{
	memset(out, 0, sizeof(float) * CH * IMG * IMG);
	for (int o = 0; o < CH; o++)
		for (int y = 1; y < IMG - 1; y++)
			for (int x = 1; x < IMG - 1; x++) {
				float s = 0.0f;
				for (int c = 0; c < CH; c++)
					for (int dy = 0; dy < 3; dy++)
						for (int dx = 0; dx < 3; dx++)
							s += in[c][y + dy - 1][x + dx - 1] * k[o][c][dy][dx];
				out[o][y][x] = s;
			}
}

static void relu(float *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = p[i] < 0.0f ? 0.0f : p[i];
}

static void maxpool2(float in[CH][IMG][IMG], float *out)
{
	for (int c = 0; c < CH; c++)
		for (int y = 0; y < IMG; y += 2)
			for (int x = 0; x < IMG; x += 2) {
				float m = -FLT_MAX;
				for (int k = 0; k < 4; k++)
					m = fmaxf(m, in[c][y + k / 2][x + k % 2]);
				*out++ = m;
			}
}

static void softmax(float *v, int n)
{
	float top = v[0], sum = 0.0f;
	for (int i = 1; i < n; i++)
		top = v[i] > top ? v[i] : top;
	for (int i = 0; i < n; i++)
		sum += v[i] = expf(v[i] - top);
	for (int i = 0; i < n; i++)
		v[i] /= sum;
}

static void layer_norm(float *v, int n)
{
	float mean = 0.0f, var = 0.0f;
	for (int i = 0; i < n; i++)
		mean += v[i] / (float)n;
	for (int i = 0; i < n; i++)
		var += (v[i] - mean) * (v[i] - mean);
	for (int i = 0; i < n; i++)
		v[i] = (v[i] - mean) / sqrtf(var / (float)n + 1e-5f);
}

/* Causal attention of one head; each row only looks back. */
static void attention(float (*q)[HEAD], float (*k)[HEAD], float (*v)[HEAD], float (*out)[HEAD])
{
	float score[SEQ];
	for (int t = 0; t < SEQ; t++) {
		for (int s = 0; s <= t; s++) {
			float d = 0.0f;
			for (int i = 0; i < HEAD; i++)
				d += q[t][i] * k[s][i];
			score[s] = d / 5.6568542f;
		}
		softmax(score, t + 1);
		memset(out[t], 0, sizeof out[t]);
		for (int s = 0; s <= t; s++)
			for (int i = 0; i < HEAD; i++)
				out[t][i] += score[s] * v[s][i];
		layer_norm(out[t], HEAD);
	}
}

static float quantize(const float *x, int8_t *q, int n)
{
	float top = 1e-9f;
	for (int i = 0; i < n; i++)
		top = fmaxf(top, fabsf(x[i]));
	for (int i = 0; i < n; i++)
		q[i] = (int8_t)(x[i] * 127.0f / top);
	return top / 127.0f;
}

static int32_t dot_i8(const int8_t *restrict a, const int8_t *restrict b, int n)
{
	int32_t s0 = 0, s1 = 0;
	for (; n >= 4; n -= 4, a += 4, b += 4) {
		s0 += a[0] * b[0] + a[1] * b[1];
		s1 += a[2] * b[2] + a[3] * b[3];
	}
	while (n-- > 0)
		s0 += *a++ * *b++;
	return s0 + s1;
}

int main(void)
{
	static float a[CH][IMG][IMG], b[CH][IMG][IMG], kern[CH][CH][3][3];
	static float flat[CH * IMG * IMG / 4], q[SEQ][HEAD], k[SEQ][HEAD], v[SEQ][HEAD], o[SEQ][HEAD];
	static int8_t qx[CH * IMG * IMG / 4], qw[CH * IMG * IMG / 4];
	float feat[FEAT], goal[10] = {0};
	const int n = CH * IMG * IMG / 4;
	double sum = 0.0;
	randomize(&a[0][0][0], sizeof a / sizeof(float));
	randomize(&kern[0][0][0][0], sizeof kern / sizeof(float));
	conv3x3(a, b, kern);
	relu(&b[0][0][0], sizeof b / sizeof(float));
	maxpool2(b, flat);
	dense big = dense_new(n, FEAT), small = dense_new(FEAT, 10);
	dense_forward(&big, flat, feat);
	float scale = quantize(flat, qx, n);
	for (int r = 0; r < FEAT; r++) {
		float s = quantize(big.w + r * n, qw, n);
		for (int off = 0; off < 24; off++)
			sum += fabsf((float)dot_i8(qx + off, qw, n - off) * s * scale) / 24.0f;
	}
	for (int epoch = 0; epoch < 1200; epoch++) {
		goal[epoch % 10] = (float)(epoch & 1);
		sum += dense_train(&small, feat, goal, 0.02f);
	}
	randomize(q[0], SEQ * HEAD), randomize(k[0], SEQ * HEAD), randomize(v[0], SEQ * HEAD);
	for (int layer = 0; layer < 4; layer++) {
		attention(q, k, v, o);
		memcpy(layer & 1 ? q : v, o, sizeof o);
	}
	for (int t = 0; t < SEQ; t++)
		sum += fabsf(o[t][t % HEAD]);
	free(big.w), free(small.w);
	printf("nn %.4g\n", sum);
	return 0;
}
