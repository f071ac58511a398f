/* A small Lisp: reader, interned symbols, cons cells, environments, mark and sweep, and programs for it. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NCELLS 12000
#define NROOTS 4000

enum kind { FREE, CONS, NUMBER, SYMBOL, BUILTIN, LAMBDA };

typedef struct cell cell;
typedef cell *(*builtin)(cell *args);

struct cell {
    uint8_t kind, mark;
    union {
        struct { cell *car, *cdr; } cons;
        struct { cell *fn, *env; } lambda; /* fn is (params . body) */
        struct { char *name; cell *global; uint32_t hash; } sym;
        int64_t num;
        builtin prim;
        cell *next;
    } u;
};

static cell heap[NCELLS];
static cell *freelist;
static cell **roots[NROOTS];
static int nroots;
static unsigned collections, live;
static cell *symtab[256];
static cell *s_t, *s_quote, *s_if, *s_define, *s_lambda, *s_let, *s_cond, *s_begin, *s_and, *s_or, *s_set;

/* Locals that must outlive an allocation are registered by address and dropped by count. */
#define ROOT(v) (roots[nroots++] = &(v))
#define UNROOT(n) (nroots -= (n))

static void mark(cell *c)
{
    while (c && !c->mark) {
        c->mark = 1;
        if (c->kind == CONS) {
            mark(c->u.cons.car);
            c = c->u.cons.cdr;
        } else if (c->kind == LAMBDA) {
            mark(c->u.lambda.fn);
            c = c->u.lambda.env;
        } else if (c->kind == SYMBOL) { c = c->u.sym.global; }
    }
}

static void collect(void)
{
    for (int i = 0; i < 256; i++) mark(symtab[i]);
    for (int i = nroots; i-- > 0;) mark(*roots[i]);
    freelist = NULL;
    live = 0;
    for (cell *c = heap + NCELLS; c-- > heap;) {
        if (c->mark) {
            c->mark = 0;
            live++;
        } else {
            c->kind = FREE;
            c->u.next = freelist;
            freelist = c;
        }
    }
    collections++;
}

static cell *alloc(enum kind kind)
{
    if (!freelist) collect();
    if (!freelist || nroots > NROOTS - 16) abort();
    cell *c = freelist;
    freelist = c->u.next;
    c->kind = (uint8_t)kind;
    return c;
}

static cell *cons(cell *a, cell *d)
{
    ROOT(a), ROOT(d);
    cell *c = alloc(CONS);
    UNROOT(2);
    c->u.cons.car = a;
    c->u.cons.cdr = d;
    return c;
}

static cell *number(int64_t n) { cell *c = alloc(NUMBER); c->u.num = n; return c; }
static inline cell *car(const cell *c) { return c && c->kind == CONS ? c->u.cons.car : NULL; }
static inline cell *cdr(const cell *c) { return c && c->kind == CONS ? c->u.cons.cdr : NULL; }
static inline int64_t num(const cell *c) { return c && c->kind == NUMBER ? c->u.num : 0; }
#define cadr(c) car(cdr(c))
#define cddr(c) cdr(cdr(c))

static cell *intern(const char *s, size_t n)
{
    uint32_t h = 0;
    for (size_t i = 0; i < n; i++) h = h * 131 + (unsigned char)s[i];
    cell **slot = &symtab[h & 255];
    for (; *slot; slot = &symtab[(size_t)(slot - symtab + 1) & 255])
        if ((*slot)->u.sym.hash == h && strlen((*slot)->u.sym.name) == n && !strncmp((*slot)->u.sym.name, s, n))
            return *slot;
    cell *c = alloc(SYMBOL);
    c->u.sym.name = calloc(n + 1, 1);
    memcpy(c->u.sym.name, s, n);
    c->u.sym.hash = h;
    c->u.sym.global = NULL;
    return *slot = c;
}

static cell *read(const char **in)
{
    while (isspace((unsigned char)**in)) ++*in;
    if (**in == '(') {
        cell *head = NULL, *tail = NULL, *item = NULL;
        ROOT(head), ROOT(item);
        for (++*in;;) {
            while (isspace((unsigned char)**in)) ++*in;
            if (**in == ')' || !**in) break;
            item = read(in);
            cell *link = cons(item, NULL);
            if (tail) tail->u.cons.cdr = link;
            else head = link;
            tail = link;
        }
        if (**in) ++*in;
        UNROOT(2);
        return head;
    }
    if (**in == '\'') { ++*in; return cons(s_quote, cons(read(in), NULL)); }
    const char *start = *in;
    while (**in && !isspace((unsigned char)**in) && **in != '(' && **in != ')') ++*in;
    if (isdigit((unsigned char)*start) || (*start == '-' && isdigit((unsigned char)start[1])))
        return number(strtoll(start, NULL, 10));
    cell *s = intern(start, (size_t)(*in - start));
    return strcmp(s->u.sym.name, "nil") ? s : NULL;
}

static cell *truth(int v) { return v ? s_t : NULL; }
static cell *p_add(cell *a) { int64_t n = 0; for (; a; a = cdr(a)) n += num(car(a)); return number(n); }
static cell *p_mul(cell *a) { int64_t n = 1; for (; a; a = cdr(a)) n = (n * num(car(a))) % 1000000007; return number(n); }
static cell *p_sub(cell *a) { return number(num(car(a)) - num(cadr(a))); }
static cell *p_mod(cell *a) { return number(num(cadr(a)) ? num(car(a)) % num(cadr(a)) : 0); }
static cell *p_less(cell *a) { return truth(num(car(a)) < num(cadr(a))); }
static cell *p_null(cell *a) { return truth(car(a) == NULL); }
static cell *p_cons(cell *a) { return cons(car(a), cadr(a)); }
static cell *p_car(cell *a) { return car(car(a)); }
static cell *p_cdr(cell *a) { return cdr(car(a)); }
static cell *p_atom(cell *a) { return truth(!car(a) || car(a)->kind != CONS); }
static cell *p_eq(cell *a)
{
    const cell *x = car(a), *y = cadr(a);
    return truth(x == y || (x && y && x->kind == NUMBER && y->kind == NUMBER && x->u.num == y->u.num));
}

/* An environment is a list of (symbol . value). */
static cell **place(cell *sym, cell *env)
{
    for (; env; env = env->u.cons.cdr)
        if (env->u.cons.car->u.cons.car == sym) return &env->u.cons.car->u.cons.cdr;
    return &sym->u.sym.global;
}

static cell *eval(cell *x, cell *env);

static cell *evlist(cell *list, cell *env)
{
    cell *head = NULL, *v = NULL, *tail = NULL;
    ROOT(head), ROOT(v), ROOT(env), ROOT(list);
    for (; list; list = cdr(list)) {
        v = eval(car(list), env);
        cell *link = cons(v, NULL);
        *(tail ? &tail->u.cons.cdr : &head) = link;
        tail = link;
    }
    UNROOT(4);
    return head;
}

static cell *bind(cell *params, cell *args, cell *env)
{
    ROOT(args), ROOT(env);
    for (; params; params = cdr(params), args = cdr(args)) env = cons(cons(car(params), car(args)), env);
    UNROOT(2);
    return env;
}

static cell *eval(cell *x, cell *env)
{
    cell *f = NULL, *args = NULL;
    int base = nroots;
    ROOT(x), ROOT(env), ROOT(f), ROOT(args);
    for (;;) {
        cell *result = x, *op;
        if (!x || x->kind != CONS) {
            if (x && x->kind == SYMBOL) result = *place(x, env);
        } else if ((op = x->u.cons.car) == s_quote) {
            result = cadr(x);
        } else if (op == s_if) {
            x = eval(cadr(x), env) ? cadr(cdr(x)) : cadr(cddr(x));
            continue;
        } else if (op == s_cond) {
            for (f = cdr(x); f && !eval(car(car(f)), env); f = cdr(f)) ;
            x = cadr(car(f));
            continue;
        } else if (op == s_and || op == s_or) {
            for (f = cdr(x); cdr(f); f = cdr(f))
                if (!(result = eval(car(f), env)) == (op == s_and)) break;
            if (!cdr(f)) { x = car(f); continue; }
        } else if (op == s_begin) {
            for (f = cdr(x); cdr(f); f = cdr(f)) eval(car(f), env);
            x = car(f);
            continue;
        } else if (op == s_define || op == s_set) {
            result = eval(cadr(cdr(x)), env);
            *(op == s_set ? place(cadr(x), env) : &cadr(x)->u.sym.global) = result;
        } else if (op == s_lambda) {
            result = alloc(LAMBDA);
            result->u.lambda.fn = cdr(x);
            result->u.lambda.env = env;
        } else if (op == s_let) {
            cell *outer = env;
            ROOT(outer);
            for (f = cadr(x); f; f = cdr(f)) {
                args = cons(car(car(f)), eval(cadr(car(f)), outer));
                env = cons(args, env);
            }
            UNROOT(1);
            x = cadr(cdr(x));
            continue;
        } else {
            f = eval(op, env);
            args = evlist(cdr(x), env);
            if (f && f->kind == LAMBDA) {
                env = bind(car(f->u.lambda.fn), args, f->u.lambda.env);
                x = cadr(f->u.lambda.fn);
                continue;
            }
            result = f && f->kind == BUILTIN ? f->u.prim(args) : NULL;
        }
        nroots = base;
        return result;
    }
}

static uint32_t digest(const cell *c, uint32_t h)
{
    for (; c && c->kind == CONS; c = c->u.cons.cdr) h = digest(c->u.cons.car, h * 3 + 1);
    if (c && c->kind == NUMBER) return (h ^ (uint32_t)c->u.num) * 16777619u;
    return c && c->kind == SYMBOL ? h * 31 + c->u.sym.hash : h + 7;
}

static const char *const source =
    "(define fib (lambda (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))) (fib 14)"
    "(define iota (lambda (n acc) (if (eq n 0) acc (iota (- n 1) (cons (mod (* n 7919) 503) acc)))))"
    "(define append (lambda (a b) (if (null a) b (cons (car a) (append (cdr a) b)))))"
    "(define filter (lambda (p l) (cond ((null l) nil) ((p (car l)) (cons (car l) (filter p (cdr l)))) (t (filter p (cdr l))))))"
    "(define sort (lambda (l) (if (null l) nil (let ((p (car l)) (r (cdr l)))"
    " (append (sort (filter (lambda (x) (< x p)) r)) (cons p (sort (filter (lambda (x) (not (< x p))) r))))))))"
    "(define not null) (sort (iota 150 nil))"
    "(define d (lambda (e) (cond ((atom e) (if (eq e 'x) 1 0)) ((eq (car e) '+) (cons '+ (cons (d (car (cdr e)))"
    " (cons (d (car (cdr (cdr e)))) nil)))) (t (let ((a (car (cdr e))) (b (car (cdr (cdr e))))) (cons '+ (cons"
    " (cons '* (cons (d a) (cons b nil))) (cons (cons '* (cons a (cons (d b) nil))) nil)))))))"
    "(d (d (d (d '(* (+ x 3) (* (* x x) (+ x (* 5 x))))))))"
    "(define counter (lambda (n) (lambda (k) (set n (+ n k))))) (define c (counter 10))"
    "(define loop (lambda (i) (if (or (< i 0) (and (< 100000 (c 0)) (eq (mod i 2) 0))) (c 1) (begin (c i) (loop (- i 1)))))) (loop 900)"
    "(define safe (lambda (q qs k) (or (null qs) (and (not (eq q (car qs))) (not (eq (- q (car qs)) k))"
    " (not (eq (- (car qs) q) k)) (safe q (cdr qs) (+ k 1))))))"
    "(define place (lambda (n qs c q) (cond ((eq c 0) 1) ((< n q) 0) (t (+ (if (safe q qs 1) (place n (cons q qs) (- c 1) 1) 0)"
    " (place n qs c (+ q 1))))))) (place 5 nil 5 1)";

static const struct { const char *name; builtin fn; } prims[] = {
    {"+", p_add}, {"-", p_sub}, {"*", p_mul}, {"mod", p_mod}, {"<", p_less}, {"null", p_null}, {"cons", p_cons},
    {"car", p_car}, {"cdr", p_cdr}, {"atom", p_atom}, {"eq", p_eq},
};

int main(void)
{
    static const struct { cell **var; const char *name; } names[] = {
        {&s_t, "t"}, {&s_quote, "quote"}, {&s_if, "if"}, {&s_define, "define"}, {&s_lambda, "lambda"}, {&s_let, "let"},
        {&s_cond, "cond"}, {&s_begin, "begin"}, {&s_and, "and"}, {&s_or, "or"}, {&s_set, "set"} };
    uint32_t sum = 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        *names[i].var = intern(names[i].name, strlen(names[i].name));
    s_t->u.sym.global = s_t;
    for (size_t i = 0; i < sizeof prims / sizeof *prims; i++) {
        cell *c = alloc(BUILTIN), *s;
        c->u.prim = prims[i].fn;
        ROOT(c);
        s = intern(prims[i].name, strlen(prims[i].name));
        UNROOT(1);
        s->u.sym.global = c;
    }
    for (int round = 0; round < 6; round++) {
        const char *in = source;
        cell *form = NULL;
        ROOT(form);
        while (*in) { form = read(&in); sum = digest(eval(form, NULL), sum); }
        UNROOT(1);
    }
    printf("lisp %08x %u %u\n", (unsigned)sum, collections, live);
    return 0;
}
