// nbody: a sun and four planets that attract each other, followed by the leapfrog method. The argument is the number of steps.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BODIES = 5 };

typedef struct {
	double x[3], v[3], mass;
} body;

// Lengths in astronomical units, times in years, masses in suns: rounded orbits on circles, slightly tilted.
static body bodies[BODIES];

static void place(int i, double radius, double angle, double tilt, double mass) {
	double speed = 2 * 3.141592653589793 / sqrt(radius);
	body *b = &bodies[i];
	double c = 1 - angle * angle / 2 + angle * angle * angle * angle / 24, s = sqrt(1 - c * c);
	b->x[0] = radius * c, b->x[1] = radius * s, b->x[2] = radius * tilt;
	b->v[0] = -speed * s, b->v[1] = speed * c, b->v[2] = 0;
	b->mass = mass;
}

static void rest(void) { // no momentum in the whole
	for (int k = 0; k < 3; k++) {
		double p = 0;
		for (int i = 1; i < BODIES; i++)
			p += bodies[i].v[k] * bodies[i].mass;
		bodies[0].v[k] = -p / bodies[0].mass;
	}
}

static double energy(void) {
	const double G = 39.47841760435743;
	double e = 0;
	for (int i = 0; i < BODIES; i++) {
		body *b = &bodies[i];
		e += b->mass * (b->v[0] * b->v[0] + b->v[1] * b->v[1] + b->v[2] * b->v[2]) / 2;
		for (int j = i + 1; j < BODIES; j++) {
			double dx = b->x[0] - bodies[j].x[0], dy = b->x[1] - bodies[j].x[1], dz = b->x[2] - bodies[j].x[2];
			e -= G * b->mass * bodies[j].mass / sqrt(dx * dx + dy * dy + dz * dz);
		}
	}
	return e;
}

static void step(double dt) {
	const double G = 39.47841760435743;
	for (int i = 0; i < BODIES; i++) {
		body *a = &bodies[i];
		for (int j = i + 1; j < BODIES; j++) {
			body *b = &bodies[j];
			double dx = a->x[0] - b->x[0], dy = a->x[1] - b->x[1], dz = a->x[2] - b->x[2];
			double square = dx * dx + dy * dy + dz * dz;
			double pull = G * dt / (square * sqrt(square));
			double pa = b->mass * pull, pb = a->mass * pull;
			a->v[0] -= dx * pa, a->v[1] -= dy * pa, a->v[2] -= dz * pa;
			b->v[0] += dx * pb, b->v[1] += dy * pb, b->v[2] += dz * pb;
		}
	}
	for (int i = 0; i < BODIES; i++)
		for (int k = 0; k < 3; k++)
			bodies[i].x[k] += dt * bodies[i].v[k];
}

int main(int argc, char **argv) {
	int n = argc > 1 ? atoi(argv[1]) : 1000;
	bodies[0].mass = 1;
	place(1, 5.2, 0.3, 0.02, 9.5e-4);
	place(2, 9.6, 1.1, 0.04, 2.9e-4);
	place(3, 19.2, 0.7, 0.01, 4.4e-5);
	place(4, 30.1, 0.2, 0.03, 5.2e-5);
	rest();
	printf("%.12e\n", energy());
	for (int i = 0; i < n; i++)
		step(0.01);
	printf("%.12e after %d steps\n", energy(), n);
	return 0;
}
