/* Regular expressions three ways over lines of text: backtracking, lists of NFA states, and DFA tables. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Backtracking straight over the pattern's text: literals, '.', classes, and the suffixes * + ? --- */

static const char *class_end(const char *p)
{
    for (p++; *p && *p != ']'; p++) ;
    return *p ? p : p - 1;
}

static bool in_class(const char *p, const char *end, unsigned char c)
{
    bool negated = *++p == '^', found = false;
    if (negated) p++;
    for (; p < end && !found; p++) {
        if (p[1] == '-' && p + 2 < end) {
            found = c >= (unsigned char)p[0] && c <= (unsigned char)p[2];
            p += 2;
        } else { found = (unsigned char)*p == c; }
    }
    return found != negated;
}

static inline bool match_one(const char *p, const char *end, unsigned char c)
{
    if (c == '\0') return false;
    switch (*p) {
    case '.': return true;
    case '[': return in_class(p, end, c);
    case '\\': return c == (unsigned char)*end;
    default: return c == (unsigned char)*p;
    }
}

static const char *match_here(const char *p, const char *s)
{
    while (*p) {
        const char *end = p, *t = s, *r;
        if (*p == '$' && p[1] == '\0') return *s ? NULL : s;
        if (*p == '[') end = class_end(p);
        else if (*p == '\\') end = p + 1;
        switch (end[1]) {
        case '*': case '+':
            while (match_one(p, end, (unsigned char)*t)) t++;
            for (; t >= s + (end[1] == '+'); t--)
                if ((r = match_here(end + 2, t)) != NULL) return r;
            return NULL;
        case '?':
            if (match_one(p, end, (unsigned char)*s) && (r = match_here(end + 2, s + 1)) != NULL) return r;
            p = end + 2;
            continue;
        }
        if (!match_one(p, end, (unsigned char)*s)) return NULL;
        p = end + 1;
        s++;
    }
    return s;
}

static unsigned backtrack(const char *p, const char *line)
{
    bool anchored = *p == '^';
    const char *s = line, *r;
    do {
        if ((r = match_here(p + anchored, s)) != NULL) return (unsigned)(s - line) << 8 | (unsigned)(r - line);
    } while (!anchored && *s++);
    return 0xffff;
}

/* --- An NFA with alternation and groups, made from the pattern by recursive descent --- */

enum { SPLIT = 256, ANY, MATCH, NONE = 0xffff };

struct nstate { uint16_t what, out, out2; };

struct nfa {
    struct nstate st[128];
    uint16_t n, start;
    const char *p;
};

struct frag { uint16_t start, end; };   /* end: a SPLIT state of one exit, still to be joined */

static uint16_t state(struct nfa *m, unsigned what, unsigned out, unsigned out2)
{
    m->st[m->n] = (struct nstate){ (uint16_t)what, (uint16_t)out, (uint16_t)out2 };
    return m->n++;
}

static struct frag alternation(struct nfa *m);

static struct frag atom(struct nfa *m)
{
    struct frag f;
    if (*m->p == '(') {
        m->p++;
        f = alternation(m);
        m->p++;
    } else {
        unsigned c = *m->p == '.' ? ANY : (unsigned char)*m->p;
        m->p++;
        f.end = state(m, SPLIT, NONE, NONE);
        f.start = state(m, c, f.end, NONE);
    }
    while (*m->p == '*' || *m->p == '+' || *m->p == '?') {
        uint16_t end = state(m, SPLIT, NONE, NONE), head = state(m, SPLIT, f.start, end);
        m->st[f.end].out = *m->p == '?' ? end : head;
        if (*m->p != '+') f.start = head;
        f.end = end;
        m->p++;
    }
    return f;
}

static struct frag sequence(struct nfa *m)
{
    struct frag f = atom(m);
    while (*m->p && *m->p != '|' && *m->p != ')') {
        struct frag g = atom(m);
        m->st[f.end].out = g.start;
        f.end = g.end;
    }
    return f;
}

static struct frag alternation(struct nfa *m)
{
    struct frag f = sequence(m);
    while (*m->p == '|') {
        m->p++;
        struct frag g = sequence(m);
        uint16_t end = state(m, SPLIT, NONE, NONE);
        m->st[f.end].out = m->st[g.end].out = end;
        f = (struct frag){ state(m, SPLIT, f.start, g.start), end };
    }
    return f;
}

static void build(struct nfa *m, const char *pattern)
{
    m->n = 0;
    m->p = pattern;
    struct frag f = alternation(m);
    m->st[f.end].out = state(m, MATCH, NONE, NONE);
    m->start = f.start;
}

struct list { uint16_t at[128]; int n; };

static unsigned seen[128], generation;

static void follow(const struct nfa *m, struct list *l, unsigned s)
{
    if (s == NONE || seen[s] == generation) return;
    seen[s] = generation;
    if (m->st[s].what == SPLIT) {
        follow(m, l, m->st[s].out);
        follow(m, l, m->st[s].out2);
    } else { l->at[l->n++] = (uint16_t)s; }
}

/* Where the first match ends, the search being unanchored: the start is added again at every byte. */
static int simulate(const struct nfa *m, const char *line)
{
    static struct list a, b;
    struct list *now = &a, *next = &b;
    now->n = 0;
    generation++;
    for (int i = 0;; i++) {
        follow(m, now, m->start);
        for (int k = 0; k < now->n; k++)
            if (m->st[now->at[k]].what == MATCH) return i;
        if (!line[i]) return -1;
        unsigned c = (unsigned char)line[i];
        next->n = 0;
        generation++;
        for (int k = 0; k < now->n; k++) {
            const struct nstate *s = &m->st[now->at[k]];
            if (s->what == c || s->what == ANY) follow(m, next, s->out);
        }
        struct list *t = now; now = next; next = t;
    }
}

/* --- The DFA: sets of NFA states as bit sets, made as the text asks for them --- */

#define DSTATES 64
struct dfa {
    uint64_t set[DSTATES][2];
    int16_t next[DSTATES][128];
    bool accept[DSTATES];
    int n;
};

static int dstate(struct dfa *d, const struct nfa *m, struct list *l)
{
    uint64_t bits[2] = { 0, 0 };
    bool accept = false;
    follow(m, l, m->start);
    for (int k = 0; k < l->n; k++) {
        bits[l->at[k] >> 6] |= 1ull << (l->at[k] & 63);
        accept |= m->st[l->at[k]].what == MATCH;
    }
    for (int i = 0; i < d->n; i++)
        if (d->set[i][0] == bits[0] && d->set[i][1] == bits[1]) return i;
    if (d->n == DSTATES) return 0;
    memcpy(d->set[d->n], bits, sizeof bits);
    memset(d->next[d->n], 0xff, sizeof d->next[0]);
    d->accept[d->n] = accept;
    return d->n++;
}

static int expand(struct dfa *d, const struct nfa *m, int from, unsigned c)
{
    struct list l = { .n = 0 };
    generation++;
    for (unsigned s = 0; s < m->n; s++)
        if ((d->set[from][s >> 6] >> (s & 63) & 1) && (m->st[s].what == c || m->st[s].what == ANY))
            follow(m, &l, m->st[s].out);
    return d->next[from][c] = (int16_t)dstate(d, m, &l);
}

static int scan(struct dfa *d, const struct nfa *m, const char *text, size_t len)
{
    struct list l = { .n = 0 };
    int count = 0, at;
    generation++;
    const int start = at = dstate(d, m, &l);
    for (const char *p = text, *end = text + len; p < end; p++) {
        unsigned c = (unsigned char)*p & 127;
        int to = d->next[at][c];
        at = to >= 0 ? to : expand(d, m, at, c);
        if (d->accept[at]) { count++; at = start; }
    }
    return count;
}

static size_t make_text(char *buf, size_t cap)
{
    static const char *const parts[] = { "error", "warning:", "10.0.3.17", "user=ann", "GET", "/index.html", "abab",
                                         "0x1f", "foo_bar42", "aaaa", "2024-05-06", "retry", "[main]", "xyzzy" };
    uint32_t seed = 9;
    size_t n = 0;
    while (n + 16 < cap) {
        seed = seed * 69069 + 5;
        const char *w = parts[(seed >> 16) % (sizeof parts / sizeof *parts)];
        while (*w) buf[n++] = *w++;
        buf[n++] = seed >> 28 == 0 ? '\n' : ' ';
    }
    buf[n] = '\0';
    return n;
}

int main(void)
{
    static const char *const simple[] = { "[a-z]+=[a-z]*", "^[^ ]+ .*html", "[0-9]+\\.[0-9]+\\.[0-9]+", "a*ab$", "0x[0-9a-f]+ ?f" };
    static const char *const full[] = { "(error|warning).*(GET|retry)", "(a|ab)*b ", "x(y|z)+ .?a", "(0|1|2)+-0(5|6)" };
    static char text[40000];
    static struct dfa dfa;
    uint32_t sum = 2166136261u;
    size_t len = make_text(text, sizeof text);
    for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
        struct nfa m;
        build(&m, full[i]);
        dfa.n = 0;
        for (int k = 0; k < 20; k++)
            sum = (sum ^ (uint32_t)scan(&dfa, &m, text + k, len - (size_t)k)) * 16777619u;
        for (char *line = text, *nl; (nl = strchr(line, '\n')) != NULL; line = nl + 1) {
            *nl = '\0';
            sum = (sum ^ (uint32_t)simulate(&m, line)) * 16777619u;
            sum += backtrack(simple[i], line) * 3 + backtrack(simple[i + 1], line);
            *nl = '\n';
        }
        sum += (uint32_t)dfa.n;
    }
    printf("regexp %08x\n", (unsigned)sum);
    return 0;
}
