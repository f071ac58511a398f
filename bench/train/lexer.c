/* Lexing: switch and table driven tokenizers, keyword lookup, braces, comments, markup, macros. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SRC 12000
static char source[SRC], plain[SRC * 2];

static const char *const keywords[] = {"break", "case", "const", "do", "else", "enum", "for", "if", "int", "return", "static", "struct", "switch", "while"};
enum { KEYWORDS = sizeof keywords / sizeof *keywords };

enum token { T_END, T_NAME, T_KEYWORD, T_NUMBER, T_STRING, T_CHAR, T_OP, T_BAD };
struct lexer { const char *p; const char *line_start; int line; };
struct tok { enum token type; unsigned short line, col; unsigned len; const char *at; };

static uint32_t rnd(uint32_t *s) { return (*s = *s * 747796405u + 2891336453u) >> 9; }

static void make_source(uint32_t seed) {
	static const char *const bits[] = {"if (count >= 10) {", "}\n", "total += item->weight * 0x1F;", "/* note: * odd */", "// tail\n", "while (*p++ != '\\n')", "return \"a \\\"quoted\\\" text\";", "static const int limit = 4096;\n", "{ x <<= 3; }", "MAX(a, b)", "call(name_9, 3.25e-4, LIMIT);\n", "\t"};
	char *o = source;
	for (; o < source + SRC - 64; *o++ = ' ')
		for (const char *b = bits[rnd(&seed) % 12]; *b;) *o++ = *b++;
	*o = '\0';
}

/* The table maps the first letter plus the length to one candidate, or to 255. */
static unsigned char perfect[64];

static unsigned slot(const char *s, unsigned n) { return ((unsigned char)s[0] * 5u + (unsigned char)s[n - 1] * 3u + n) & 63; }

static int is_keyword(const char *s, unsigned n) {
	unsigned k = perfect[slot(s, n)];
	return k < KEYWORDS && strlen(keywords[k]) == n && memcmp(keywords[k], s, n) == 0;
}

static int search_keyword(const char *s, unsigned n) {
	int lo = 0, hi = KEYWORDS - 1;
	while (lo <= hi) {
		int mid = (lo + hi) / 2, c = strncmp(s, keywords[mid], n);
		if (c == 0 && !keywords[mid][n]) return mid;
		if (c <= 0) hi = mid - 1;
		else lo = mid + 1;
	}
	return -1;
}

static void skip_blank(struct lexer *lx) {
	for (;; lx->p++) {
		switch (*lx->p) {
		case '\n':
			lx->line++, lx->line_start = lx->p + 1;
			continue;
		case ' ': case '\t': case '\r': continue;
		case '/':
			if (lx->p[1] == '/') {
				lx->p += strcspn(lx->p, "\n") - 1;
				continue;
			} else if (lx->p[1] != '*') return;
			for (lx->p += 2; *lx->p && !(lx->p[0] == '*' && lx->p[1] == '/'); lx->p++)
				if (*lx->p == '\n') lx->line++, lx->line_start = lx->p + 1;
			continue;
		default: return;
		}
	}
}

static struct tok next_token(struct lexer *lx) {
	skip_blank(lx);
	struct tok t = {T_OP, (unsigned short)lx->line, (unsigned short)(lx->p - lx->line_start), 1, lx->p};
	const char *p = lx->p;
	switch (*p) {
	case '\0': t.type = T_END; return t;
	case '"': case '\'':
		for (p++; *p && *p != *t.at; p++)
			if (*p == '\\' && p[1]) p++;
		t.type = *p ? (*p++ == '"' ? T_STRING : T_CHAR) : T_BAD;
		break;
	case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
		while (isalnum((unsigned char)*p) || *p == '.' || (*p == '-' && p[-1] == 'e')) p++;
		t.type = T_NUMBER;
		break;
	case '<': case '>': case '=': case '!': case '+': case '-': case '*': case '&': case '|':
		if (*++p == *t.at && *p != '*') p++;
		if (*p == '=' || (*p == '>' && p[-1] == '-')) p++;
		break;
	default:
		if (isalpha((unsigned char)*p) || *p == '_') {
			do p++;
			while (isalnum((unsigned char)*p) || *p == '_');
			t.type = is_keyword(t.at, (unsigned)(p - t.at)) ? T_KEYWORD : T_NAME;
		} else p++;
	}
	t.len = (unsigned)(p - t.at), lx->p = p;
	return t;
}

static uint32_t run_switch(void) {
	struct lexer lx = {source, source, 1};
	uint32_t sum = 0, kinds[8] = {0};
	for (struct tok t; (t = next_token(&lx)).type != T_END; kinds[t.type]++)
		sum = sum * 17 + t.len + t.line * 3u + t.col;
	for (int i = 0; i < 8; i++) sum = sum * 5 + kinds[i];
	return sum;
}

/* The same language roughly, by a table of states and character classes. */
enum class { C_OTHER, C_SPACE, C_ALPHA, C_DIGIT, C_QUOTE, C_SLASH, C_STAR, C_LINE, CLASSES };
enum { S_START, S_NAME, S_NUM, S_STR, S_SLASH, S_BLOCK, S_STAR, S_TAIL, STATES };
static const unsigned char machine[STATES][CLASSES] = {
	[S_START] = {0, 0, S_NAME, S_NUM, S_STR, S_SLASH, 0, 0},
	[S_NAME] = {0, 0, S_NAME, S_NAME, S_STR, S_SLASH, 0, 0},
	[S_NUM] = {S_NUM, 0, S_NUM, S_NUM, S_STR, S_SLASH, 0, 0},
	[S_STR] = {S_STR, S_STR, S_STR, S_STR, S_START, S_STR, S_STR, S_START},
	[S_SLASH] = {0, 0, S_NAME, S_NUM, S_STR, S_TAIL, S_BLOCK, 0},
	[S_BLOCK] = {S_BLOCK, S_BLOCK, S_BLOCK, S_BLOCK, S_BLOCK, S_BLOCK, S_STAR, S_BLOCK},
	[S_STAR] = {S_BLOCK, S_BLOCK, S_BLOCK, S_BLOCK, S_BLOCK, S_START, S_STAR, S_BLOCK},
	[S_TAIL] = {S_TAIL, S_TAIL, S_TAIL, S_TAIL, S_TAIL, S_TAIL, S_TAIL, S_START},
};

static uint32_t run_machine(void) {
	static unsigned char class[256];
	unsigned state = S_START, enters[STATES] = {0};
	uint32_t sum = 0;
	for (int c = 0; c < 256; c++)
		class[c] = (unsigned char)(c == '\n' ? C_LINE : isspace(c) ? C_SPACE : isalpha(c) || c == '_' ? C_ALPHA : isdigit(c) ? C_DIGIT : c == '"' ? C_QUOTE : c == '/' ? C_SLASH : c == '*' ? C_STAR : C_OTHER);
	for (const char *s = source, *from = s; *s; s++) {
		unsigned next = machine[state][class[(unsigned char)*s]];
		if (next == state) continue;
		if (state == S_NAME) sum = sum * 3 + (uint32_t)search_keyword(from, (unsigned)(s - from));
		from = s, enters[state = next]++;
	}
	for (unsigned i = 0; i < STATES; i++) sum = sum * 31 + enters[i];
	return sum;
}

/* Strips comments in place of a copy, then matches brackets with a small stack. */
static uint32_t run_braces(void) {
	char *o = plain, stack[64];
	int depth = 0, deepest = 0, wrong = 0;
	for (const char *s = source; *s; s++) {
		if (s[0] == '/' && s[1] == '*') {
			const char *end = strstr(s + 2, "*/");
			if (!end) break;
			s = end + 1, *o++ = ' ';
		} else if (s[0] == '/' && s[1] == '/')
			s += strcspn(s, "\n") - 1;
		else
			*o++ = *s;
	}
	*o = 0;
	for (o = plain; *o; o++) {
		if (strchr("([{", *o)) {
			if (depth < 64) stack[depth++] = *o == '(' ? ')' : (char)(*o + 2);
			if (depth > deepest) deepest = depth;
		} else if (*o == ')' || *o == ']' || *o == '}') {
			if (depth && stack[depth - 1] == *o) depth--;
			else wrong++;
		}
	}
	return (uint32_t)(o - plain) * 64 + (uint32_t)(deepest * 3 + wrong);
}

/* Replaces named macros in the stripped text, with rescanning bounded by depth. */
static char *expand(const char *s, const char *end, char *o, int depth) {
	static const struct { const char *name, *body; } macros[] = {{"LIMIT", "(SIZE - 1)"}, {"SIZE", "4096"}, {"MAX", "max_of_TWO"}, {"TWO", "2"}, {"item", "(LIMIT)"}};
	while (s < end) {
		if (!isalpha((unsigned char)*s)) { *o++ = *s++; continue; }
		const char *e = s;
		while (e < end && (isalnum((unsigned char)*e) || *e == '_')) e++;
		size_t n = (size_t)(e - s), i = 0;
		while (i < 5 && (strlen(macros[i].name) != n || memcmp(macros[i].name, s, n))) i++;
		if (i < 5 && depth < 4) o = expand(macros[i].body, macros[i].body + strlen(macros[i].body), o, depth + 1);
		else memcpy(o, s, n), o += n;
		s = e;
	}
	return o;
}

/* Headings, lists, emphasis and code of a small markup into tags. */
static char *markup(const char *s, char *o) {
	static const char *const tags[][2] = {{"<em>", "</em>"}, {"<b>", "</b>"}, {"<code>", "</code>"}};
	while (*s) {
		unsigned open = 0;
		int level = 0, item = s[0] == '-' && s[1] == ' ';
		while (s[level] == '#') level++;
		o += level ? sprintf(o, "<h%d>", level) : sprintf(o, item ? "<li>" : "<p>");
		for (s += item ? 2 : level; *s && *s != '\n'; s++) {
			int tag = *s == '_' ? 0 : *s == '*' ? 1 : *s == '`' ? 2 : -1;
			const char *put = tag >= 0 ? tags[tag][open >> tag & 1] : *s == '<' ? "&lt;" : *s == '&' ? "&amp;" : NULL;
			if (tag >= 0) open ^= 1u << tag;
			if (!put) *o++ = *s;
			else while (*put) *o++ = *put++;
		}
		s += *s == '\n';
	}
	return *o = 0, o;
}

int main(void) {
	static char out[SRC * 4];
	uint32_t sum = 0;
	memset(perfect, 255, sizeof perfect);
	for (unsigned k = 0; k < KEYWORDS; k++) perfect[slot(keywords[k], (unsigned)strlen(keywords[k]))] = (unsigned char)k;
	for (uint32_t round = 0; round < 36; round++) {
		make_source(round * 31 + 1);
		sum = sum * 31 + run_switch();
		sum = sum * 31 + run_machine();
		sum = sum * 31 + run_braces();
		char *end = expand(plain, plain + strlen(plain), out, 0);
		for (const char *p = out; p < end; p++) sum = (sum ^ (unsigned char)*p) * 16777619u;
		sum += (uint32_t)(markup(source, out) - out);
		end = markup("# Title\n- one *two* `three`\nplain _text_ & <more>\n", out);
		while (end > out) sum = sum * 3 + (unsigned char)*--end;
	}
	printf("lexer %08lx\n", (unsigned long)sum);
	return 0;
}
