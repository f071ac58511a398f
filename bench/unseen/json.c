/* JSON parsed into tagged nodes, printed and queried by path; CSV and INI readers. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { J_NULL, J_BOOL, J_INT, J_REAL, J_STR, J_LIST, J_OBJ };

typedef struct value {
	struct value *next; const char *key; enum kind kind;
	union {
		int truth; long long whole; double real;
		struct { const char *at; unsigned len; } str;
		struct { struct value *head; unsigned count; } kids;
	} u;
} Value;

typedef struct { const char *p; int depth; const char *error; } Parser;

static _Alignas(8) char pool[100000];
static size_t pool_used;

static void *take(size_t n) {
	size_t at = (pool_used + 7) & ~(size_t)7;
	if ((pool_used = at + n) > sizeof pool) abort();
	return memset(pool + at, 0, n);
}

static Value *parse(Parser *ps);

static void skip_space(Parser *ps) {
	while (*ps->p == ' ' || *ps->p == '\n' || *ps->p == '\t' || *ps->p == '\r') ps->p++;
}

static Value *fail(Parser *ps, const char *why) { return ps->error = why, NULL; }

static const char *parse_string(Parser *ps, unsigned *len) {
	const char *p = ps->p + 1, *end = p;
	while (*end && *end != '"') end += *end == '\\' && end[1] ? 2 : 1;
	char *out = take((size_t)(end - p) + 1), *o = out;
	for (int code, digits = 0; *p && *p != '"'; digits = 0) {
		if (*p != '\\') { *o++ = *p++; continue; }
		switch (*++p) {
		case 'n': *o++ = '\n'; break;
		case 't': *o++ = '\t'; break;
		case '"': case '\\': case '/': *o++ = *p; break;
		case 'u':
			for (code = 0; *++p && digits < 4; digits++) {
				if (!isxdigit((unsigned char)*p)) goto bad;
				code = code * 16 + (*p & 15) + (*p > '9' ? 9 : 0);
			}
			if (code >= 0x800) *o++ = (char)(0xe0 | code >> 12);
			if (code >= 0x80) *o++ = (char)(code < 0x800 ? 0xc0 | code >> 6 : 0x80 | (code >> 6 & 63));
			*o++ = (char)(code < 0x80 ? code : 0x80 | (code & 63));
			continue;
		default: goto bad;
		}
		p++;
	}
	ps->p = p + (*p == '"'), *len = (unsigned)(o - out);
	return out;
bad:
	return fail(ps, "escape"), "";
}

static Value *parse_number(Parser *ps, Value *v) {
	const char *p = ps->p;
	int minus = *p == '-', exp = 0, real = 0;
	long long m = 0;
	for (p += minus; isdigit((unsigned char)*p); p++) m = m * 10 + (*p - '0');
	if (*p == '.') for (real = 1, p++; isdigit((unsigned char)*p); p++, exp--) m = m * 10 + (*p - '0');
	if (*p == 'e' || *p == 'E') {
		char *end;
		exp += (int)strtol(p + 1, &end, 10), p = end, real = 1;
	}
	if (p == ps->p + minus) return fail(ps, "value");
	ps->p = p, v->kind = real ? J_REAL : J_INT;
	if (minus) m = -m;
	if (!real) return v->u.whole = m, v;
	for (v->u.real = (double)m; exp > 0; exp--) v->u.real *= 10;
	for (; exp < 0; exp++) v->u.real /= 10;
	return v;
}

static Value *parse_group(Parser *ps, Value *v, char close) {
	Value **tail = &v->u.kids.head, *kid;
	unsigned len;
	v->kind = close == '}' ? J_OBJ : J_LIST;
	if (++ps->depth > 40) return fail(ps, "depth");
	for (ps->p++, skip_space(ps); *ps->p != close; skip_space(ps)) {
		const char *key = NULL;
		if (close == '}') {
			if (*ps->p != '"') return fail(ps, "key");
			key = parse_string(ps, &len), skip_space(ps);
			if (*ps->p++ != ':') return fail(ps, "colon");
		}
		if (!(kid = parse(ps))) return NULL;
		kid->key = key, *tail = kid, tail = &kid->next, v->u.kids.count++, skip_space(ps);
		if (*ps->p != ',' && *ps->p != close) return fail(ps, "comma");
		ps->p += *ps->p == ',';
	}
	return ps->p++, ps->depth--, v;
}

static Value *parse(Parser *ps) {
	Value *v = take(sizeof *v);
	switch (skip_space(ps), *ps->p) {
	case '{': return parse_group(ps, v, '}');
	case '[': return parse_group(ps, v, ']');
	case '"':
		v->kind = J_STR, v->u.str.at = parse_string(ps, &v->u.str.len);
		return ps->error ? NULL : v;
	case 't': case 'f':
		v->kind = J_BOOL, v->u.truth = *ps->p == 't', ps->p += 5 - v->u.truth;
		return v;
	case 'n': ps->p += 4; return v;
	default: return parse_number(ps, v);
	}
}

static char *print_value(const Value *v, char *o) {
	switch (v->kind) {
	case J_NULL: return o + sprintf(o, "null");
	case J_BOOL: return strcpy(o, v->u.truth ? "true" : "false") + 5 - v->u.truth;
	case J_INT: return o + sprintf(o, "%lld", v->u.whole);
	case J_REAL: return o + sprintf(o, "%.6g", v->u.real);
	case J_STR: *o++ = '"';
		for (unsigned i = 0; i < v->u.str.len; i++) {
			unsigned char c = (unsigned char)v->u.str.at[i];
			if (c == '"' || c == '\\') *o++ = '\\';
			o += c < 32 ? sprintf(o, "\\u%04x", c) : (*o = (char)c, 1);
		}
		return *o = '"', o + 1;
	default: *o++ = v->kind == J_OBJ ? '{' : '[';
		for (const Value *k = v->u.kids.head; k; k = k->next) {
			o = print_value(k, k->key ? o + sprintf(o, "\"%s\":", k->key) : o);
			if (k->next) *o++ = ',';
		}
		return *o = v->kind == J_OBJ ? '}' : ']', o + 1;
	}
}

static const Value *query(const Value *v, const char *path) {
	while (v && *path) {
		size_t n = strcspn(path, ".");
		v = v->kind >= J_LIST ? v->u.kids.head : NULL;
		if (isdigit((unsigned char)*path))
			for (int i = atoi(path); v && i > 0; i--) v = v->next;
		else
			while (v && !(v->key && !strncmp(v->key, path, n) && !v->key[n])) v = v->next;
		path += n + (path[n] == '.');
	}
	return v;
}

static double walk(const Value *v, int depth) {
	double sum = v->kind == J_INT ? (double)v->u.whole : v->kind == J_REAL ? v->u.real : depth;
	for (v = v->kind < J_LIST ? NULL : v->u.kids.head; v; v = v->next) sum += walk(v, depth + 1);
	return sum;
}

/* One pass over quoted and plain fields; sums the numbers of each column. */
static unsigned read_csv(const char *s) {
	long col[8] = {0};
	unsigned c = 0, quoted = 0, digits = 0, sum = 0;
	for (long n = 0; *s; s++)
		if (*s == '"')
			quoted = !quoted;
		else if (!quoted && (*s == ',' || *s == '\n'))
			col[c & 7] += digits ? n : 1, n = digits = 0, c = *s == ',' ? c + 1 : 0;
		else if (*s >= '0' && *s <= '9')
			n = (n * 10 + (*s - '0')) % 10007, digits++;
	for (c = 0; c < 8; c++) sum = sum * 31 + (unsigned)col[c];
	return sum;
}

static unsigned read_ini(char *s) {
	char section[24] = "";
	unsigned sum = 0;
	for (char *line = strtok(s, "\n"); line; line = strtok(NULL, "\n")) {
		while (isspace((unsigned char)*line)) line++;
		char *eq = strchr(line, '='), *end = line + strlen(line);
		if (*line == ';' || *line == '#') continue;
		while (end > line && end[-1] <= ' ') *--end = 0;
		if (*line == '[' && end[-1] == ']') end[-1] = 0, strncpy(section, line + 1, 23);
		else if (eq) *eq = 0, sum = sum * 7 + (unsigned)strtol(eq + 1, NULL, 0) + (unsigned)(strlen(section) * strlen(line));
	}
	return sum;
}

static void make_inputs(char *json, char *csv, char *ini, unsigned seed) {
	static const char *const names[] = {"Ann \\\"A\\\" Lee", "Bo\\u00e9", "Cy\\n\\t", "D\\u20ac"};
	json += sprintf(json, "{ \"v\": null, \"rows\": [");
	for (int i = 0; i < 60; i++, seed = seed * 69069u + 1) {
		unsigned r = seed >> 8;
		json += sprintf(json, "%s{\"id\": %d, \"name\": \"%s\",\n\t\"pos\": [%u.%02u, -%u.5e%d], \"ok\": %s}", i ? ", " : "", i, names[r % 4], r % 90, r % 100, r % 7, (int)(r % 5) - 2, r & 1 ? "true" : "false");
		csv += sprintf(csv, "%d,\"x, %u\",%u,,plain%u\n", i, r % 50, r, r % 9);
		ini += i % 9 ? sprintf(ini, "  key%u = %s%u  \n", r % 20, r & 2 ? "0x" : "", r % 1000) : sprintf(ini, "; note\n[part%d]\n", i);
	}
	strcpy(json, "]}");
}

int main(void) {
	static char json[12000], csv[8000], ini[4000], out[12000], path[32];
	unsigned sum = 0;
	for (unsigned round = 0; round < 75; round++) {
		make_inputs(json, csv, ini, round * 99 + 1), pool_used = 0;
		Parser ps = {json, 0, NULL};
		const Value *doc = parse(&ps), *hit;
		if (!doc) return printf("error %s\n", ps.error), 1;
		for (int i = 0; i < 60; i += 4) {
			sprintf(path, "rows.%d.pos.%d", i, i / 4 & 1);
			if ((hit = query(doc, path)) != NULL) sum += (unsigned)(int)(hit->u.real * 10);
		}
		for (const char *p = out, *end = round % 3 ? out : print_value(doc, out); p < end; p++) sum = (sum ^ (unsigned char)*p) * 16777619u;
		sum += (unsigned)(long long)walk(doc, 1) + read_csv(csv) * 3 + read_ini(ini);
	}
	printf("json %08x\n", sum);
	return 0;
}
