// regex: regular expressions compiled to a small automaton's program and matched against made-up lines in two ways: all
// states at once, and by trying one after the other. The argument is the number of lines.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHAR, ANY, CLASS, SPLIT, JUMP, ACCEPT };
enum { PROGRAM = 256, LINE = 80 };

typedef struct {
	int op, x, y; // the byte, or the class, or where to go on
} instr;

typedef struct {
	instr code[PROGRAM];
	int len, classes;
	uint32_t class[16][8]; // sets of bytes
	const char *at;
} program;

// The compiler: an alternative of sequences of pieces, each an atom that may be repeated.

static void emit(program *p, int op, int x, int y) {
	p->code[p->len] = (instr){op, x, y};
	p->len++;
}

// insert makes room for a split before the instructions from on.
static void insert(program *p, int from, int op, int x, int y) {
	memmove(p->code + from + 1, p->code + from, (p->len - from) * sizeof *p->code);
	p->len++;
	for (int i = from + 1; i < p->len; i++)
		if (p->code[i].op == SPLIT || p->code[i].op == JUMP) {
			p->code[i].x += p->code[i].x >= from;
			p->code[i].y += p->code[i].y >= from;
		}
	p->code[from] = (instr){op, x, y};
}

static void alternative(program *p);

static void set(program *p) {
	uint32_t *bits = p->class[p->classes];
	int negated = *p->at == '^';
	p->at += negated;
	while (*p->at != ']') {
		int low = (uint8_t)*p->at++, high = low;
		if (*p->at == '-' && p->at[1] != ']')
			high = (uint8_t)p->at[1], p->at += 2;
		for (int c = low; c <= high; c++)
			bits[c >> 5] |= 1u << (c & 31);
	}
	p->at++;
	for (int i = 0; negated && i < 8; i++)
		bits[i] = ~bits[i];
	emit(p, CLASS, p->classes++, 0);
}

static void atom(program *p) {
	char c = *p->at++;
	switch (c) {
	case '(':
		alternative(p);
		p->at++;
		break;
	case '[':
		set(p);
		break;
	case '.':
		emit(p, ANY, 0, 0);
		break;
	case '\\':
		c = *p->at++;
		// fall through
	default:
		emit(p, CHAR, (uint8_t)c, 0);
	}
}

static void sequence(program *p) {
	while (*p->at && *p->at != '|' && *p->at != ')') {
		int from = p->len;
		atom(p);
		switch (*p->at) {
		case '*':
			insert(p, from, SPLIT, from + 1, p->len + 2);
			emit(p, JUMP, from, from);
			break;
		case '+':
			emit(p, SPLIT, from, p->len + 1);
			break;
		case '?':
			insert(p, from, SPLIT, from + 1, p->len + 1);
			break;
		default:
			continue;
		}
		p->at++;
	}
}

static void alternative(program *p) {
	int from = p->len;
	sequence(p);
	while (*p->at == '|') {
		p->at++;
		insert(p, from, SPLIT, from + 1, p->len + 2);
		int jump = p->len;
		emit(p, JUMP, 0, 0);
		sequence(p);
		p->code[jump].x = p->code[jump].y = p->len;
	}
}

static void compile(program *p, const char *text) {
	memset(p, 0, sizeof *p);
	p->at = text;
	alternative(p);
	emit(p, ACCEPT, 0, 0);
}

static int takes(const program *p, const instr *in, uint8_t c) {
	switch (in->op) {
	case CHAR:
		return c == in->x;
	case ANY:
		return 1;
	case CLASS:
		return p->class[in->x][c >> 5] >> (c & 31) & 1;
	}
	return 0;
}

// All states at once: a list of program positions per byte, each at most once.

typedef struct {
	int at[PROGRAM], len;
	uint32_t seen[PROGRAM], mark;
} states;

static void add(const program *p, states *s, int pc) {
	if (s->seen[pc] == s->mark)
		return;
	s->seen[pc] = s->mark;
	const instr *in = &p->code[pc];
	if (in->op == SPLIT || in->op == JUMP) {
		add(p, s, in->x);
		if (in->op == SPLIT)
			add(p, s, in->y);
		return;
	}
	s->at[s->len++] = pc;
}

// search returns where the first match to end ends, or -1.
static int search(const program *p, const char *text) {
	static states a, b;
	states *now = &a, *then = &b;
	now->len = 0;
	now->mark++;
	for (int i = 0;; i++) {
		add(p, now, 0);
		then->len = 0;
		then->mark++;
		for (int k = 0; k < now->len; k++) {
			const instr *in = &p->code[now->at[k]];
			if (in->op == ACCEPT)
				return i;
			if (text[i] && takes(p, in, text[i]))
				add(p, then, now->at[k] + 1);
		}
		if (!text[i])
			return -1;
		states *t = now;
		now = then, then = t;
	}
}

// One after the other. budget ends what would take too long.
static int try_at(const program *p, int pc, const char *text, int *budget) {
	for (;; pc++) {
		const instr *in = &p->code[pc];
		if (--*budget < 0)
			return 0;
		switch (in->op) {
		case ACCEPT:
			return 1;
		case JUMP:
			pc = in->x - 1;
			continue;
		case SPLIT:
			if (try_at(p, in->x, text, budget))
				return 1;
			pc = in->y - 1;
			continue;
		}
		if (!*text || !takes(p, in, *text++))
			return 0;
	}
}

static uint64_t seed = 99;

static uint32_t random32(void) {
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return seed >> 33;
}

static void make_line(char *line) {
	static const char *parts[] = {"alpha",  "beta ", "gamma", "aaaaaaa", "2024-", "-07", "-1", "3", "17", "GET ",
				      "/index", ".html", "@",     "mail",    ".com",  " ",   "0x", "ff", "E9", ": error "};
	int n = 0, want = 20 + random32() % (LINE - 30);
	while (n < want) {
		const char *s = parts[random32() % 20];
		for (; *s && n < LINE - 1; s++)
			line[n++] = *s;
	}
	line[n] = 0;
}

int main(int argc, char **argv) {
	static const char *sources[] = {"[0-9]+-[0-9][0-9]-[0-9]+", "[a-z]+@[a-z]+\\.(com|org|net)", "(GET|POST) /[a-z]+(\\.html)?",
					"0x[0-9a-fA-F]+", "(a|aa)+b", "error.*(alpha|beta|gamma)", "[^ ]+ [^ ]+ [^ ]+ [0-9]"};
	enum { COUNT = sizeof sources / sizeof *sources };
	static program programs[COUNT];
	int n = argc > 1 ? atoi(argv[1]) : 200;
	long matches[COUNT] = {0}, ends = 0, differ = 0;
	for (int i = 0; i < COUNT; i++)
		compile(&programs[i], sources[i]);
	for (int l = 0; l < n; l++) {
		char line[LINE];
		make_line(line);
		for (int i = 0; i < COUNT; i++) {
			int end = search(&programs[i], line), found = 0, budget = 20000;
			for (const char *s = line; !found && budget > 0; s++) {
				found = try_at(&programs[i], 0, s, &budget);
				if (!*s)
					break;
			}
			matches[i] += end >= 0;
			ends += end;
			differ += budget > 0 && found != (end >= 0);
		}
	}
	for (int i = 0; i < COUNT; i++)
		printf("%6ld %s\n", matches[i], sources[i]);
	printf("ends %ld, %ld differ\n", ends, differ);
	return differ != 0;
}
