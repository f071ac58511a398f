/* A small ray tracer in float: spheres, planes and boxes, with shadows and mirrors. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define WIDTH 256
#define HEIGHT 192
#define DEPTH 3

typedef struct vec3 { float x, y, z; } vec3;

enum kind { SPHERE, PLANE, BOX };

struct shape {
	enum kind kind;
	vec3 a, b;
	float r;
	vec3 color;
	float mirror;
};

struct ray { vec3 org, dir; };

struct hit {
	float t;
	vec3 at, normal;
	const struct shape *shape;
};

static const struct shape scene[] = {
	{PLANE, {0, 1, 0}, {0, 0, 0}, -1.0f, {0.8f, 0.8f, 0.7f}, 0.1f},
	{SPHERE, {0, 0, 6}, {0, 0, 0}, 1.0f, {0.9f, 0.2f, 0.2f}, 0.3f},
	{SPHERE, {2, 0.5f, 5}, {0, 0, 0}, 0.7f, {0.2f, 0.9f, 0.3f}, 0.0f},
	{SPHERE, {-2, 0, 4.5f}, {0, 0, 0}, 0.8f, {0.2f, 0.3f, 0.9f}, 0.5f},
	{SPHERE, {0.5f, -0.6f, 4}, {0, 0, 0}, 0.4f, {0.9f, 0.9f, 0.1f}, 0.2f},
	{BOX, {-1.5f, -1, 7}, {-0.5f, 1.5f, 8}, 0.0f, {0.6f, 0.4f, 0.7f}, 0.0f},
	{BOX, {1, -1, 7}, {3, 0, 9}, 0.0f, {0.3f, 0.7f, 0.7f}, 0.4f},
};

static const vec3 lights[] = {{4, 6, 0}, {-5, 4, 2}};

static vec3 add(vec3 a, vec3 b) { return (vec3){a.x + b.x, a.y + b.y, a.z + b.z}; }
static vec3 sub(vec3 a, vec3 b) { return (vec3){a.x - b.x, a.y - b.y, a.z - b.z}; }
static vec3 scale(vec3 a, float k) { return (vec3){a.x * k, a.y * k, a.z * k}; }
static float dot(vec3 a, vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

static void normalize(vec3 *v)
{
	float inv = 1.0f / sqrtf(dot(*v, *v));
	v->x *= inv;
	v->y *= inv;
	v->z *= inv;
}

static void reflect(const vec3 *d, const vec3 *n, vec3 *out)
{
	float k = 2.0f * dot(*d, *n);
	out->x = d->x - k * n->x;
	out->y = d->y - k * n->y;
	out->z = d->z - k * n->z;
}

static float hit_sphere(const struct ray *r, const struct shape *s)
{
	vec3 oc = sub(r->org, s->a);
	float b = dot(oc, r->dir);
	float disc = b * b - dot(oc, oc) + s->r * s->r;
	if (disc < 0.0f)
		return -1.0f;
	float root = sqrtf(disc);
	return -b - root > 1e-3f ? -b - root : -b + root;
}

static bool slab(float o, float d, float lo, float hi, float *near, float *far)
{
	float inv = 1.0f / d, t0 = (lo - o) * inv, t1 = (hi - o) * inv;
	if (t0 > t1) {
		float t = t0;
		t0 = t1;
		t1 = t;
	}
	*near = t0 > *near ? t0 : *near;
	*far = t1 < *far ? t1 : *far;
	return *near <= *far;
}

static float hit_box(const struct ray *r, const struct shape *s)
{
	float near = -1e9f, far = 1e9f;
	if (!slab(r->org.x, r->dir.x + 1e-9f, s->a.x, s->b.x, &near, &far) ||
	    !slab(r->org.y, r->dir.y + 1e-9f, s->a.y, s->b.y, &near, &far) ||
	    !slab(r->org.z, r->dir.z + 1e-9f, s->a.z, s->b.z, &near, &far))
		return -1.0f;
	return near;
}

static float distance(const struct ray *r, const struct shape *s)
{
	float d;
	switch (s->kind) {
	case SPHERE:
		return hit_sphere(r, s);
	case PLANE:
		d = dot(r->dir, s->a);
		return fabsf(d) < 1e-6f ? -1.0f : (s->r - dot(r->org, s->a)) / d;
	case BOX:
		return hit_box(r, s);
	}
	return -1.0f;
}

static vec3 box_normal(vec3 p, const struct shape *s)
{
	if (fabsf(p.x - s->a.x) < 1e-3f)
		return (vec3){-1, 0, 0};
	if (fabsf(p.x - s->b.x) < 1e-3f)
		return (vec3){1, 0, 0};
	if (fabsf(p.y - s->b.y) < 1e-3f)
		return (vec3){0, 1, 0};
	return (vec3){0, 0, -1};
}

static bool closest(const struct ray *r, struct hit *h)
{
	h->t = 1e9f;
	h->shape = NULL;
	for (size_t i = 0; i < sizeof scene / sizeof *scene; i++) {
		float t = distance(r, &scene[i]);
		if (t > 1e-3f && t < h->t) {
			h->t = t;
			h->shape = &scene[i];
		}
	}
	if (h->shape == NULL)
		return false;
	h->at = add(r->org, scale(r->dir, h->t));
	if (h->shape->kind == SPHERE)
		h->normal = scale(sub(h->at, h->shape->a), 1.0f / h->shape->r);
	else
		h->normal = h->shape->kind == PLANE ? h->shape->a : box_normal(h->at, h->shape);
	return true;
}

static bool shadowed(vec3 from, vec3 dir, float limit)
{
	struct ray r = {from, dir};
	for (const struct shape *s = scene; s != scene + sizeof scene / sizeof *scene; s++) {
		float t = distance(&r, s);
		if (t > 1e-2f && t < limit)
			return true;
	}
	return false;
}

static vec3 trace(struct ray r, int depth)
{
	struct hit h;
	if (!closest(&r, &h))
		return (vec3){0.3f, 0.5f, 0.7f + 0.2f * r.dir.y};
	float lit = 0.15f;
	for (int i = 0; i < 2; i++) {
		vec3 l = sub(lights[i], h.at);
		float len = sqrtf(dot(l, l));
		l = scale(l, 1.0f / len);
		float k = dot(l, h.normal);
		if (k > 0.0f && !shadowed(h.at, l, len))
			lit += 0.5f * k;
	}
	vec3 c = scale(h.shape->color, lit);
	if (h.shape->mirror > 0.0f && depth < DEPTH) {
		struct ray m = {h.at, {0, 0, 0}};
		reflect(&r.dir, &h.normal, &m.dir);
		c = add(scale(c, 1.0f - h.shape->mirror), scale(trace(m, depth + 1), h.shape->mirror));
	}
	return c;
}

int main(void)
{
	double sum = 0.0;

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			struct ray r = {{0, 0.5f, -1}, {0, 0, 1.5f}};
			r.dir.x = ((float)x + 0.5f) / WIDTH * 2.0f - 1.0f;
			r.dir.y = 0.75f - ((float)y + 0.5f) / HEIGHT * 1.5f;
			normalize(&r.dir);
			vec3 c = trace(r, 0);
			sum += c.x + 2.0f * c.y + 3.0f * c.z;
		}
	printf("ray %.4g\n", sum);
	return 0;
}
