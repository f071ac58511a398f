/* Particle physics: springs, orbits, Lennard-Jones fluids, integrators, Monte-Carlo. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CLOTH 24
#define ATOMS 200
#define LATTICE 48

typedef struct { double x, y, z; } vec;
typedef struct { vec pos, old, acc; int pinned; } node;
typedef struct { int a, b; double rest; } spring;

/* A 64-bit multiply-and-permute generator. */
static uint64_t rng_state = 0x853c49e6748fea9bULL;

static uint32_t rnd(void)
{
	uint64_t old = rng_state;
	rng_state = old * 6364136223846793005ULL + 1442695040888963407ULL;
	uint32_t x = (uint32_t)(((old >> 18) ^ old) >> 27);
	uint32_t rot = (uint32_t)(old >> 59);
	return (x >> rot) | (x << (-rot & 31));
}

static void shift(vec *p, vec d, double f)
{
	p->x += f * d.x;
	p->y += f * d.y;
	p->z += f * d.z;
}

static void relax(node *n, const spring *s)
{
	node *p = &n[s->a], *q = &n[s->b];
	vec d = {q->pos.x - p->pos.x, q->pos.y - p->pos.y, q->pos.z - p->pos.z};
	double len = sqrt(d.x * d.x + d.y * d.y + d.z * d.z);
	double f = 0.5 * (len - s->rest) / len;
	if (!p->pinned)
		shift(&p->pos, d, f);
	if (!q->pinned)
		shift(&q->pos, d, -f);
}

static void verlet(double *x, double *old, double a)
{
	double v = *x - *old;
	*old = *x;
	*x += 0.99 * v + a * 1e-4;
}

static double cloth(int steps)
{
	static node n[CLOTH * CLOTH];
	static spring s[2 * CLOTH * CLOTH];
	double low = 0.0;
	int springs = 0;
	for (int i = 0; i < CLOTH * CLOTH; i++) {
		n[i].pos = n[i].old = (vec){i % CLOTH, 0.0, i / CLOTH};
		n[i].pinned = i < CLOTH && i % 6 == 0;
		if (i % CLOTH)
			s[springs++] = (spring){i - 1, i, 1.0};
		if (i >= CLOTH)
			s[springs++] = (spring){i - CLOTH, i, 1.0};
	}
	while (steps--) {
		for (node *p = n; p < n + CLOTH * CLOTH; p++) {
			if (p->pinned)
				continue;
			verlet(&p->pos.x, &p->old.x, 0.0);
			verlet(&p->pos.y, &p->old.y, -9.8);
			verlet(&p->pos.z, &p->old.z, 1.0);
		}
		for (int it = 0; it < 4; it++)
			for (int k = 0; k < springs; k++)
				relax(n, &s[k]);
	}
	for (int i = 0; i < CLOTH * CLOTH; i++)
		low += n[i].pos.y;
	return low;
}

/* Structure of arrays in a periodic box; each pair is visited once. */
static struct {
	double x[ATOMS], y[ATOMS], z[ATOMS];
	double vx[ATOMS], vy[ATOMS], vz[ATOMS];
	double fx[ATOMS], fy[ATOMS], fz[ATOMS];
} gas;

static double wrap(double d, double box)
{
	return d > 0.5 * box ? d - box : d < -0.5 * box ? d + box : d;
}

static double lj_forces(double box, double cut)
{
	double e = 0.0, cut2 = cut * cut;
	memset(gas.fx, 0, sizeof gas.fx);
	memset(gas.fy, 0, sizeof gas.fy);
	memset(gas.fz, 0, sizeof gas.fz);
	for (int i = 0; i < ATOMS - 1; i++)
		for (int j = i + 1; j < ATOMS; j++) {
			double dx = wrap(gas.x[i] - gas.x[j], box);
			double dy = wrap(gas.y[i] - gas.y[j], box);
			double dz = wrap(gas.z[i] - gas.z[j], box);
			double r2 = dx * dx + dy * dy + dz * dz;
			if (r2 > cut2)
				continue;
			double i2 = 1.0 / r2, i6 = i2 * i2 * i2;
			double f = 24.0 * i6 * (2.0 * i6 - 1.0) * i2;
			e += 4.0 * i6 * (i6 - 1.0);
			gas.fx[i] += f * dx; gas.fy[i] += f * dy; gas.fz[i] += f * dz;
			gas.fx[j] -= f * dx; gas.fy[j] -= f * dy; gas.fz[j] -= f * dz;
		}
	return e;
}

static void kick_axis(double *restrict x, double *restrict v, const double *f, double dt, double box)
{
	for (size_t i = 0; i < ATOMS; i++) {
		v[i] += dt * f[i];
		x[i] += dt * v[i];
		x[i] -= box * floor(x[i] / box);
	}
}

static double fluid(int steps)
{
	double box = 8.0, e = 0.0;
	for (int i = 0; i < ATOMS; i++) {
		gas.x[i] = i % 6 * 1.3;
		gas.y[i] = i / 6 % 6 * 1.3;
		gas.z[i] = i / 36 * 1.3;
		gas.vx[i] = (i % 7 - 3) * 0.1;
	}
	for (int t = 0; t < steps; t++) {
		e = lj_forces(box, 2.5);
		kick_axis(gas.x, gas.vx, gas.fx, 0.002, box);
		kick_axis(gas.y, gas.vy, gas.fy, 0.002, box);
		kick_axis(gas.z, gas.vz, gas.fz, 0.002, box);
	}
	return e;
}

typedef void (*deriv)(const double *y, double *dy, int n);
static void lorenz(const double *y, double *dy, int n)
{
	for (int i = 0; i + 2 < n; i += 3) {
		dy[i] = 10.0 * (y[i + 1] - y[i]);
		dy[i + 1] = y[i] * (14.0 - y[i + 2]) - y[i + 1];
		dy[i + 2] = y[i] * y[i + 1] - 8.0 / 3.0 * y[i + 2];
	}
}

static void rk4(deriv f, double *y, int n, double h)
{
	double k[4][12], t[12];
	f(y, k[0], n);
	for (int s = 1; s < 4; s++) {
		for (int i = 0; i < n; i++)
			t[i] = y[i] + (s == 3 ? h : 0.5 * h) * k[s - 1][i];
		f(t, k[s], n);
	}
	for (int i = 0; i < n; i++)
		y[i] += h / 6.0 * (k[0][i] + 2.0 * k[1][i] + 2.0 * k[2][i] + k[3][i]);
}

/* Metropolis updates of a spin lattice with a table of acceptance levels. */
static int ising(int sweeps)
{
	static int8_t spin[LATTICE][LATTICE];
	uint32_t accept[9];
	int m = 0;
	for (int e = 0; e < 9; e++)
		accept[e] = (uint32_t)(exp(-e / 2.3) * 4294967295.0);
	memset(spin, 1, sizeof spin);
	for (int k = 0; k < sweeps * LATTICE * LATTICE; k++) {
		unsigned r = rnd(), i = (r >> 8) % LATTICE, j = (r >> 20) % LATTICE;
		int around = spin[(i + 1) % LATTICE][j] + spin[(i + LATTICE - 1) % LATTICE][j] +
			     spin[i][(j + 1) % LATTICE] + spin[i][(j + LATTICE - 1) % LATTICE];
		int de = 2 * spin[i][j] * around;
		if (de <= 0 || rnd() < accept[de])
			spin[i][j] = (int8_t)-spin[i][j];
	}
	for (int i = 0; i < LATTICE * LATTICE; i++)
		m += spin[i / LATTICE][i % LATTICE];
	return m;
}

int main(void)
{
	double y[12];
	for (int i = 0; i < 12; i++)
		y[i] = 1.0 + 0.1 * i;
	for (int t = 0; t < 9000; t++)
		rk4(lorenz, y, 12, 0.005);
	printf("physics %.5g %.5g %.5g %d\n", cloth(50), fluid(30), y[2], ising(80));
	return 0;
}
