/* Expressions: tokenizer, precedence climbing into a tree, folding, derivative, postfix; in double and int64. */
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { NUM, VAR, NEG, ADD, SUB, MUL, DIV, POW, CALL };
enum func { F_SQRT, F_ABS, F_SQ, F_INV, F_NONE };

struct node {
    enum kind kind;
    uint8_t which;              /* the variable's letter, or the function */
    double value;
    struct node *left, *right;
};

struct token { char type; uint8_t which; double value; };

struct lexer { const char *at; struct token tok; };

struct op { uint8_t kind, which; int32_t konst; };
struct code { struct op ops[256]; double consts[64]; int n, nconsts; };

static const char *const names[] = { "sqrt", "abs", "sq", "inv" };
static size_t allocated;

static void advance(struct lexer *lx)
{
    const char *p = lx->at;
    while (isspace((unsigned char)*p)) p++;
    lx->tok.type = *p;
    if (isdigit((unsigned char)*p)) {
        double v = 0, scale = 1;
        for (; isdigit((unsigned char)*p); p++) v = v * 10 + (*p - '0');
        if (*p == '.')
            for (p++; isdigit((unsigned char)*p); p++) v += (*p - '0') * (scale /= 10);
        lx->tok.type = '0';
        lx->tok.value = v;
    } else if (isalpha((unsigned char)*p)) {
        const char *start = p;
        while (isalnum((unsigned char)*p)) p++;
        size_t n = (size_t)(p - start);
        lx->tok.type = 'v';
        lx->tok.which = (uint8_t)*start;
        for (unsigned f = 0; n > 1 && f < F_NONE; f++)
            if (strlen(names[f]) == n && memcmp(names[f], start, n) == 0) {
                lx->tok.type = 'f';
                lx->tok.which = (uint8_t)f;
                break;
            }
    } else if (*p) { p++; }
    lx->at = p;
}

static struct node *mk(enum kind kind, struct node *l, struct node *r)
{
    struct node *n = malloc(sizeof *n);
    if (n == NULL) abort();
    allocated++;
    *n = (struct node){ .kind = kind, .left = l, .right = r };
    return n;
}

static struct node *mknum(double v) { struct node *n = mk(NUM, NULL, NULL); n->value = v; return n; }

static void drop(struct node *n)
{
    if (!n) return;
    drop(n->left);
    drop(n->right);
    free(n);
}

static struct node *copy(const struct node *n)
{
    if (!n) return NULL;
    struct node *c = mk(n->kind, copy(n->left), copy(n->right));
    c->which = n->which;
    c->value = n->value;
    return c;
}

static int precedence(char t)
{
    switch (t) {
    case '+': case '-': return 1;
    case '*': case '/': return 2;
    case '^': return 4;
    default: return -1;
    }
}

static struct node *parse(struct lexer *lx, int min);

static struct node *primary(struct lexer *lx)
{
    struct token t = lx->tok;
    struct node *n;
    advance(lx);
    switch (t.type) {
    case '0': return mknum(t.value);
    case 'v': n = mk(VAR, NULL, NULL); n->which = t.which; return n;
    case '-': return mk(NEG, parse(lx, 3), NULL);
    case 'f': n = mk(CALL, primary(lx), NULL); n->which = t.which; return n;
    case '(': n = parse(lx, 0);
        if (lx->tok.type == ')') advance(lx);
        return n;
    }
    return mknum(0);
}

static struct node *parse(struct lexer *lx, int min)
{
    struct node *left = primary(lx);
    int prec;
    while ((prec = precedence(lx->tok.type)) >= 0 && prec >= min) {
        char t = lx->tok.type;
        advance(lx);
        struct node *right = parse(lx, t == '^' ? prec : prec + 1);
        enum kind k = t == '+' ? ADD : t == '-' ? SUB : t == '*' ? MUL : t == '/' ? DIV : POW;
        left = mk(k, left, right);
    }
    return left;
}

static double power(double b, double e)
{
    double r = 1;
    for (int k = (int)fabs(e); k > 0; k >>= 1, b *= b)
        if (k & 1) r *= b;
    return e < 0 ? 1 / r : r;
}

static double apply(enum kind k, unsigned which, double a, double b)
{
    switch (k) {
    case NEG: return -a;
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    case DIV: return b == 0 ? 0 : a / b;
    case POW: return power(a, b);
    case CALL:
        return which == F_SQRT ? sqrt(fabs(a)) : which == F_ABS ? fabs(a) : which == F_SQ ? a * a : a == 0 ? 0 : 1 / a;
    default: return 0;
    }
}

static int is(const struct node *n, double v) { return n->kind == NUM && n->value == v; }

static struct node *keep(struct node *n, struct node *which)
{
    drop(n->left == which ? n->right : n->left);
    free(n);
    return which;
}

static struct node *fold(struct node *n)
{
    if (n->left) n->left = fold(n->left);
    if (n->right) n->right = fold(n->right);
    struct node *l = n->left, *r = n->right;
    if (!l) return n;
    if (l->kind == NUM && (!r || r->kind == NUM)) {
        double v = apply(n->kind, n->which, l->value, r ? r->value : 0);
        drop(n);
        return mknum(v);
    }
    if ((n->kind == ADD && is(l, 0)) || (n->kind == MUL && (is(l, 1) || is(r, 0)))) return keep(n, r);
    if (((n->kind == ADD || n->kind == SUB) && is(r, 0)) || (n->kind == MUL && (is(r, 1) || is(l, 0))) ||
        (n->kind == POW && is(r, 1)))
        return keep(n, l);
    return n;
}

static struct node *derive(const struct node *n, uint8_t by)
{
    const struct node *l = n->left, *r = n->right;
    switch (n->kind) {
    case VAR: return mknum(n->which == by);
    case NEG: return mk(NEG, derive(l, by), NULL);
    case ADD: case SUB: return mk(n->kind, derive(l, by), derive(r, by));
    case MUL: return mk(ADD, mk(MUL, derive(l, by), copy(r)), mk(MUL, copy(l), derive(r, by)));
    case DIV:
        return mk(DIV, mk(SUB, mk(MUL, derive(l, by), copy(r)), mk(MUL, copy(l), derive(r, by))), mk(MUL, copy(r), copy(r)));
    case POW: return mk(MUL, mk(MUL, copy(r), mk(POW, copy(l), mk(SUB, copy(r), mknum(1)))), derive(l, by));
    case CALL:
        if (n->which == F_SQ) return mk(MUL, mk(MUL, mknum(2), copy(l)), derive(l, by));
        return mk(MUL, copy(n), derive(l, by));   /* near enough for the others */
    default: return mknum(0);
    }
}

static double eval(const struct node *n, const double *vars)
{
    if (n->kind == NUM) return n->value;
    if (n->kind == VAR) return vars[n->which - 'a'];
    return apply(n->kind, n->which, eval(n->left, vars), n->right ? eval(n->right, vars) : 0);
}

static uint64_t eval_int(const struct node *n, const int64_t *vars)
{
    uint64_t a, b = 0;
    if (n->kind == NUM) return (uint64_t)(int64_t)fmin(fmax(n->value, -1e15), 1e15);
    if (n->kind == VAR) return (uint64_t)vars[n->which - 'a'];
    a = eval_int(n->left, vars);
    if (n->right) b = eval_int(n->right, vars);
    switch (n->kind) {
    case NEG: return 0 - a;
    case ADD: return a + b;
    case SUB: return a - b;
    case MUL: return a * b;
    case DIV: return b == 0 || b == UINT64_MAX ? a : (uint64_t)((int64_t)a / (int64_t)b);
    case POW: { uint64_t r = 1; for (b &= 15; b; b--) r *= a; return r; }
    default: return a >> 1 ^ n->which;
    }
}

static int emit(struct code *c, const struct node *n)
{
    int a = n->left ? emit(c, n->left) : 0, b = n->right ? emit(c, n->right) : 0;
    if (a < 0 || b < 0 || c->n == 256 || c->nconsts == 64) return -1;
    struct op *o = &c->ops[c->n++];
    *o = (struct op){ (uint8_t)n->kind, n->which, c->nconsts };
    if (n->kind == NUM) c->consts[c->nconsts++] = n->value;
    return c->n;
}

static double run(const struct code *c, const double *vars)
{
    double stack[64], *sp = stack;
    const struct op *end = c->ops + c->n;
    for (const struct op *o = c->ops; o != end; ++o) {
        switch ((enum kind)o->kind) {
        case NUM: *sp++ = c->consts[o->konst]; break;
        case VAR: *sp++ = vars[o->which - 'a']; break;
        case NEG: case CALL: sp[-1] = apply((enum kind)o->kind, o->which, sp[-1], 0); break;
        case ADD: sp--; sp[-1] += *sp; break;
        case MUL: sp--; sp[-1] *= *sp; break;
        case SUB: sp--; sp[-1] -= *sp; break;
        default: sp--; sp[-1] = apply((enum kind)o->kind, o->which, sp[-1], *sp); break;
        }
    }
    return sp[-1];
}

static const char *const inputs[] = {
    "(x + 1) * (x - 2) / (y * y + 3) - 2 * 3 ^ 2", "sq(x*y - 4) + sqrt(x^2 + y^2 + 0.25) * -inv(z + 10)",
    "1 + 2*x + 3*x^2 + 4*x^3 - 5*x^4 + (0*y + 1*z)", "abs(x - y) / (abs(x) + abs(y) + 1) + -(-z)^3",
    "((x))*(2 - (3 - (4 - (5 - x)))) / 12.5", "x*y*z - x/(y/(z + 7) + 1) + sq(sq(x + sq(y)))",
};

static uint64_t mix(uint64_t h, double v)
{
    if (!(v > -1e15 && v < 1e15)) v = 1;
    return (h ^ (uint64_t)(int64_t)(v * 64)) * 1099511628211u;
}

int main(void)
{
    uint64_t sum = 14695981039346656037u;
    for (unsigned round = 0; round < 540; round++) {
        struct lexer lx = { inputs[round % (sizeof inputs / sizeof *inputs)], { 0, 0, 0 } };
        static struct code code;
        advance(&lx);
        struct node *tree = parse(&lx, 0), *slope = fold(derive(tree, "xyz"[round % 3]));
        double vars[26] = { 0 };
        int64_t ivars[26] = { 0 };
        tree = fold(tree);
        code.n = code.nconsts = 0;
        int n = emit(&code, tree);
        for (int i = 0; i < 40; i++) {
            ivars[23] = i - 20, ivars[24] = (int64_t)round + 1, ivars[25] = i * i % 17;
            for (int k = 23; k < 26; k++) vars[k] = (double)ivars[k] / 4;
            sum = mix(sum, eval(tree, vars));
            sum = mix(sum, eval(slope, vars));
            if (n > 0) sum = mix(sum, run(&code, vars));
            sum ^= eval_int(slope, ivars) ^ eval_int(tree, ivars) << 7;
        }
        drop(tree);
        drop(slope);
    }
    printf("expr %016llx %u\n", (unsigned long long)sum, (unsigned)allocated);
    return 0;
}
