/* Search: sudoku, knight's tour, queens, alpha-beta, 15-puzzle, permutations, subset sums, satisfiability. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 2463534242u;
static uint32_t rnd(void) { state ^= state << 13; state ^= state >> 17; return state ^= state << 5; }

/* Sudoku: the free digits of each row, column and box as masks; the cell with fewest choices goes first. */
struct sudoku { uint16_t row[9], col[9], box[9]; uint8_t cell[81]; unsigned nodes; };

static inline int boxof(int i) { return i / 27 * 3 + i % 9 / 3; }

static void flip(struct sudoku *s, int i, unsigned bit)
{
    s->row[i / 9] ^= (uint16_t)bit;
    s->col[i % 9] ^= (uint16_t)bit;
    s->box[boxof(i)] ^= (uint16_t)bit;
}

static bool sudoku(struct sudoku *s)
{
    int best = -1, fewest = 10;
    unsigned options = 0;
    s->nodes++;
    for (int i = 0; i < 81 && fewest > 1; i++) {
        if (s->cell[i]) continue;
        unsigned m = s->row[i / 9] & s->col[i % 9] & s->box[boxof(i)];
        int n = __builtin_popcount(m);
        if (n < fewest) best = i, fewest = n, options = m;
    }
    if (best < 0) return true;
    for (; options; options &= options - 1) {
        unsigned bit = options & -options;
        flip(s, best, bit);
        s->cell[best] = (uint8_t)(__builtin_ctz(bit) + 1);
        if (sudoku(s)) return true;
        s->cell[best] = 0;
        flip(s, best, bit);
    }
    return false;
}

static uint32_t do_sudoku(const char *text)
{
    struct sudoku s;
    memset(&s, 0, sizeof s);
    for (int i = 0; i < 9; i++) s.row[i] = s.col[i] = s.box[i] = 0x1ff;
    for (int i = 0; i < 81; i++)
        if (text[i] != '.') { s.cell[i] = (uint8_t)(text[i] - '0'); flip(&s, i, 1u << (s.cell[i] - 1)); }
    uint32_t h = sudoku(&s);
    for (int i = 0; i < 81; i++) h = h * 10 + s.cell[i] + (h >> 25);
    return h + s.nodes;
}

/* A tour by the rule of fewest onward moves. */
static const signed char jumps[8][2] = { {1, 2}, {2, 1}, {2, -1}, {1, -2}, {-1, -2}, {-2, -1}, {-2, 1}, {-1, 2} };

static bool open_square(unsigned char b[8][8], int r, int c) { return r >= 0 && r < 8 && c >= 0 && c < 8 && !b[r][c]; }

static unsigned tour(int r, int c)
{
    unsigned char board[8][8] = { { 0 } };
    unsigned h = 0;
    for (unsigned char n = 1;; n++) {
        int least = 9, nr = -1, nc = -1;
        board[r][c] = n;
        for (int k = 0; k < 8; k++) {
            int y = r + jumps[k][0], x = c + jumps[k][1], exits = 0;
            if (!open_square(board, y, x)) continue;
            for (int j = 0; j < 8; j++) exits += open_square(board, y + jumps[j][0], x + jumps[j][1]);
            if (exits < least) least = exits, nr = y, nc = x;
        }
        h = h * 67 + (unsigned)(r * 8 + c);
        if (nr < 0) return h ^ n;
        r = nr, c = nc;
    }
}

static int queens(int n)
{
    char cols[16] = { 0 }, up[32] = { 0 }, down[32] = { 0 };
    int at[16], row = 0, found = 0, c = 0;
    while (row >= 0) {
        while (c < n && (cols[c] || up[row + c] || down[row - c + n])) c++;
        if (c < n && row < n - 1) {
            cols[c] = up[row + c] = down[row - c + n] = 1;
            at[row++] = c;
            c = 0;
            continue;
        }
        found += c < n;
        if (--row >= 0) {
            c = at[row]++;
            cols[c] = up[row + c] = down[row - c + n] = 0;
            c++;
        }
    }
    return found;
}

/* Connect four on a 6 by 5 board with a margin; the score counts the longest lines. */
enum { W = 8, CELLS = W * 7 };
static const int dirs[4] = { 1, W, W + 1, W - 1 };
static unsigned visited;

static int line_score(const int8_t *b, int at, int8_t who)
{
    int best = 0;
    for (int d = 0; d < 4; d++) {
        int n = 1;
        for (int p = at + dirs[d]; b[p] == who; p += dirs[d]) n++;
        for (int p = at - dirs[d]; b[p] == who; p -= dirs[d]) n++;
        if (n > best) best = n;
    }
    return best;
}

static int alphabeta(int8_t *b, int depth, int alpha, int beta, int8_t who)
{
    static const uint8_t order[6] = { 3, 4, 2, 5, 1, 6 };
    bool any = false;
    visited++;
    if (depth == 0) return 0;
    for (int k = 0; k < 6; k++) {
        int at = W + order[k], score;
        if (b[at]) continue;
        while (b[at + W] == 0) at += W;
        any = true;
        b[at] = who;
        int n = line_score(b, at, who);
        score = n >= 4 ? 100 + depth : n - alphabeta(b, depth - 1, -beta, -alpha, (int8_t)-who);
        b[at] = 0;
        if (score > alpha) alpha = score;
        if (alpha >= beta) break;
    }
    return any ? alpha : 0;
}

static int connect_four(int depth, int first)
{
    int8_t b[CELLS];
    memset(b, 2, sizeof b);
    for (int r = 1; r <= 5; r++) memset(b + r * W + 1, 0, 6);
    b[5 * W + first] = 1;
    return alphabeta(b, depth, -1000, 1000, -1);
}

/* The 15-puzzle by iterative deepening, with the distances kept up to date move by move. */
struct puzzle { uint8_t t[16]; int blank; unsigned nodes; };

static inline int dist(int tile, int at) { return abs(tile % 4 - at % 4) + abs(tile / 4 - at / 4); }

static int deepen(struct puzzle *p, int g, int h, int bound, int from)
{
    static const int step[4] = { -4, 4, -1, 1 };
    int next = INT_MAX;
    if (g + h > bound) return g + h;
    if (h == 0) return -g;
    p->nodes++;
    for (int d = 0; d < 4; d++) {
        int old = p->blank, to = old + step[d];
        if (to == from || to < 0 || to > 15 || (d >= 2 && to / 4 != old / 4)) continue;
        uint8_t tile = p->t[to];
        p->t[old] = tile, p->t[to] = 0, p->blank = to;
        int r = deepen(p, g + 1, h - dist(tile, to) + dist(tile, old), bound, old);
        p->t[to] = tile, p->t[old] = 0, p->blank = old;
        if (r <= 0) return r;
        if (r < next) next = r;
    }
    return next;
}

static unsigned fifteen(int shuffles)
{
    struct puzzle p = { { 0 }, 0, 0 };
    int h = 0, bound;
    for (int i = 0; i < 16; i++) p.t[i] = (uint8_t)i;
    while (shuffles > 0) {
        static const int step[4] = { -4, 4, -1, 1 };
        int to = p.blank + step[rnd() >> 30];
        if (to < 0 || to > 15 || (to / 4 != p.blank / 4 && to % 4 != p.blank % 4)) continue;
        p.t[p.blank] = p.t[to], p.t[to] = 0, p.blank = to;
        shuffles--;
    }
    for (int i = 0; i < 16; i++) h += p.t[i] ? dist(p.t[i], i) : 0;
    for (bound = h; bound > 0;) bound = deepen(&p, 0, h, bound, -1);
    return p.nodes * 100 + (unsigned)-bound;
}

static bool next_permutation(int *a, size_t n)
{
    size_t i = n - 1, j = n - 1;
    while (i > 0 && a[i - 1] >= a[i]) i--;
    if (i == 0) return false;
    while (a[j] <= a[i - 1]) j--;
    int t = a[i - 1]; a[i - 1] = a[j]; a[j] = t;
    for (j = n - 1; i < j; i++, j--) t = a[i], a[i] = a[j], a[j] = t;
    return true;
}

/* Each permutation is a round trip; the shortest and how many there are within a tenth of it. */
static long trips(int n)
{
    int at[8], d[8][8], best = 100000, near = 0;
    for (int i = 0; i < 64; i++) d[i / 8][i % 8] = (int)(rnd() % 90 + 10);
    for (int i = 0; i < n; i++) at[i] = i;
    do {
        int len = d[at[n - 1]][at[0]];
        for (int i = 1; i < n && len < best + best / 10; i++) len += d[at[i - 1]][at[i]];
        if (len < best) best = len, near = 0;
        near += len <= best + best / 10;
    } while (next_permutation(at, (size_t)n));
    return best * 1000L + near;
}

static long subset(const unsigned *v, size_t n, unsigned rest, unsigned target)
{
    if (target == 0) return 1;
    if (n == 0 || rest < target) return 0;
    long ways = subset(v + 1, n - 1, rest - *v, target);
    return *v <= target ? ways + subset(v + 1, n - 1, rest - *v, target - *v) : ways;
}

/* Satisfiability: unit propagation to a fixed point, then a branch on the first free variable. */
#define VARS 30
#define CLAUSES 126
struct sat { int8_t lit[CLAUSES][3], value[VARS + 1]; unsigned decisions; };

static bool solve(struct sat *s)
{
    int8_t saved[VARS + 1];
    bool changed;
    do {
        changed = false;
        for (int c = 0; c < CLAUSES; c++) {
            int open = 0, unit = 0;
            for (int k = 0; k < 3; k++) {
                int l = s->lit[c][k], v = s->value[abs(l)];
                if (v == 0) open++, unit = l;
                else if ((v > 0) == (l > 0)) { open = 9; break; }
            }
            if (open == 0) return false;
            if (open == 1) { s->value[abs(unit)] = unit > 0 ? 1 : -1; changed = true; }
        }
    } while (changed);
    int pick = 1;
    while (pick <= VARS && s->value[pick]) pick++;
    if (pick > VARS) return true;
    s->decisions++;
    memcpy(saved, s->value, sizeof saved);
    for (int8_t v = 1; v >= -1; v -= 2) {
        memcpy(s->value, saved, sizeof saved);
        s->value[pick] = v;
        if (solve(s)) return true;
    }
    return false;
}

static unsigned sat(void)
{
    struct sat s;
    memset(&s, 0, sizeof s);
    for (int i = 0; i < CLAUSES * 3; i++) {
        int v = (int)(rnd() % VARS) + 1;
        s.lit[i / 3][i % 3] = (int8_t)(rnd() & 4096 ? v : -v);
    }
    return (unsigned)solve(&s) * 1000 + s.decisions;
}

int main(void)
{
    static const char *const puzzles[] = {
        "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79",
        "1....7.9..3..2...8..96..5....53..9...1..8...26....4...3......1..4......7..7...3..",
    };
    unsigned weights[24], total = 0;
    uint64_t sum = do_sudoku(puzzles[0]) + 3 * do_sudoku(puzzles[1]);
    char given[82];
    for (int k = 0; k < 9; k++) {  /* the second again with its digits renamed */
        for (int i = 0; i < 81; i++)
            given[i] = puzzles[1][i] == '.' ? '.' : (char)('1' + (puzzles[1][i] - '1' + k) % 9);
        sum = sum * 31 + do_sudoku(given);
    }
    for (int i = 0; i < 64; i++) sum = sum * 31 + tour(i / 8, i % 8);
    for (int n = 5; n <= 9; n++)
        sum = sum * 31 + (unsigned)queens(n);
    for (int f = 1; f <= 3; f++) sum = sum * 31 + (unsigned)(connect_four(9, f) + 1000) + visited;
    for (int k = 0; k < 4; k++) sum = sum * 31 + fifteen(60 + k * 16);
    sum = sum * 31 + (uint64_t)trips(7) * 7 + (uint64_t)trips(8);
    for (int i = 0; i < 24; i++) total += weights[i] = rnd() % 50 + 5;
    sum = sum * 31 + (uint64_t)subset(weights, 24, total, 165);
    for (int k = 0; k < 10; k++) sum = sum * 31 + sat();
    printf("search %016llx\n", (unsigned long long)sum);
    return 0;
}
