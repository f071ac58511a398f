/* Formatting and parsing by hand: a small printf, numbers, dates, numerals, wrapping, tables. */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { char *at, *end; } Out;

static inline void putch(Out *o, char c) { if (o->at < o->end) *o->at++ = c; }

static void pad(Out *o, char c, int n) { while (n-- > 0) putch(o, c); }

static const char pairs[] =
	"0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
	"5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static char *decimal(uint64_t v, char *end) {
	while (v >= 100) {
		const char *p = pairs + v % 100 * 2;
		*--end = p[1], *--end = p[0];
		v /= 100;
	}
	if (v >= 10) *--end = pairs[v * 2 + 1], v /= 10;
	return *--end = (char)('0' + v), end;
}

static char *radix(uint64_t v, char *end, unsigned bits, char alpha) {
	do {
		unsigned d = (unsigned)v & ((1u << bits) - 1);
		*--end = (char)(d < 10 ? '0' + d : alpha + d - 10);
	} while ((v >>= bits) != 0);
	return end;
}

static char *fixed(double v, int prec, char *end) {
	static const double scale[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7};
	double whole = floor(v);
	uint64_t frac = (uint64_t)((v - whole) * scale[prec] + 0.5), one = (uint64_t)scale[prec], w = (uint64_t)whole + (frac >= one);
	if (frac >= one) frac -= one;
	for (int i = prec; i > 0; i--, frac /= 10) *--end = (char)('0' + frac % 10);
	if (prec) *--end = '.';
	return decimal(w, end);
}

static size_t format(char *buf, size_t cap, const char *f, ...) {
	Out o = {buf, buf + cap - 1};
	char tmp[72], *const end = tmp + sizeof tmp;
	union { uint64_t bits; long long whole; double real; } u;
	va_list ap;
	va_start(ap, f);
	for (; *f; f++) {
		if (*f != '%') { putch(&o, *f); continue; }
		struct { unsigned left : 1, zero : 1, plus : 1, big : 1; } flag = {0, 0, 0, 0};
		int width = 0, prec = -1, sign = 0;
		const char *s = end;
		while (strchr("-0+", *++f) && *f)
			if (*f == '-') flag.left = 1;
			else if (*f == '0') flag.zero = 1;
			else flag.plus = 1;
		for (; isdigit((unsigned char)*f); f++) width = width * 10 + (*f - '0');
		if (*f == '.') for (prec = 0; *++f >= '0' && *f <= '9';) prec = prec * 10 + (*f - '0');
		if (*f == 'l') flag.big = 1, f++;
		switch (*f) {
		case 'd':
			u.whole = flag.big ? va_arg(ap, long long) : va_arg(ap, int);
			s = decimal(u.whole < 0 ? 0 - (uint64_t)u.whole : (uint64_t)u.whole, end);
			sign = u.whole < 0 ? '-' : flag.plus ? '+' : 0;
			break;
		case 'x': case 'X': case 'o': case 'b':
			u.bits = flag.big ? va_arg(ap, unsigned long long) : va_arg(ap, unsigned);
			s = radix(u.bits, end, *f == 'o' ? 3 : *f == 'b' ? 1 : 4, *f == 'X' ? 'A' : 'a');
			break;
		case 'f':
			u.real = va_arg(ap, double);
			sign = u.real < 0 ? '-' : flag.plus ? '+' : 0;
			s = fixed(fabs(u.real), prec < 0 ? 6 : prec, end);
			break;
		case 's': s = va_arg(ap, const char *); break;
		case 'c': tmp[70] = (char)va_arg(ap, int), tmp[71] = 0, s = tmp + 70; break;
		default: putch(&o, *f); continue;
		}
		int n = *f == 's' || *f == 'c' ? (int)strlen(s) : (int)(end - s);
		if (*f == 's' && prec >= 0 && prec < n) n = prec;
		width -= n + (sign != 0);
		if (!flag.left && !flag.zero) pad(&o, ' ', width);
		if (sign) putch(&o, (char)sign);
		if (!flag.left && flag.zero) pad(&o, '0', width);
		for (int i = 0; i < n; i++) putch(&o, s[i]);
		if (flag.left) pad(&o, ' ', width);
	}
	va_end(ap);
	*o.at = '\0';
	return (size_t)(o.at - buf);
}

static uint32_t mix(uint32_t h, const char *s) {
	while (*s) h = (h ^ (unsigned char)*s++) * 16777619u;
	return h;
}

static int parse_int(const char **ps, long long *out) {
	const char *s = *ps;
	int neg = 0, base = 10, d;
	unsigned long long v = 0;
	while (*s == ' ') s++;
	if (*s == '-' || *s == '+') neg = *s++ == '-';
	if (s[0] == '0' && (s[1] | 32) == 'x') base = 16, s += 2;
	const char *start = s;
	for (; (unsigned)(d = *s - '0') < 10 || ((d = (*s | 32) - 'a' + 10) > 9 && d < base); s++)
		v = v * (unsigned)base + (unsigned)d;
	*ps = s, *out = neg ? -(long long)v : (long long)v;
	return s != start;
}

static double parse_real(const char *s) {
	double v = 0, unit = 1;
	int neg = *s == '-', exp = 0;
	for (s += neg; *s >= '0' && *s <= '9'; s++) v = v * 10 + (*s - '0');
	if (*s == '.') while (*++s >= '0' && *s <= '9') v += (*s - '0') * (unit *= 0.1);
	if (*s == 'e') exp = atoi(s + 1);
	for (double p = exp < 0 ? 0.1 : 10, n = abs(exp); n >= 1; n = floor(n / 2), p *= p)
		if (fmod(n, 2) == 1) v *= p;
	return neg ? -v : v;
}

static uint32_t run_numbers(int n) {
	char a[96], b[96];
	uint32_t h = 1;
	for (long long v = 1; n > 0; n--, v = (v * 48271 + 11) % 1099511627689ll) {
		int small = (int)(v % 100000) - 50000;
		format(a, sizeof a, "%08x|%-7d|%+d|%ld|%.3f|%5s|%c", (unsigned)v, small, small / 3, -v, small / 8.0, "ab", 'a' + n % 26);
		const char *p = a + 9;
		long long back;
		h = mix(h, a) + (parse_int(&p, &back) && back != small);
		if (n % 3) continue;
		snprintf(b, sizeof b, "%d %.4e %lx", small, small * 1.25, (unsigned long)(v & 0xffffff));
		char *rest;
		long first = strtol(b, &rest, 10);
		double real = strtod(rest, &rest), mine = parse_real(strchr(b, ' ') + 1);
		h = h * 31 + (uint32_t)first + (uint32_t)strtoul(rest, NULL, 16) + (fabs(real - mine) < 1e-6 * fabs(real) + 1e-9);
	}
	return h;
}

struct date { short year; signed char month, day; };

static struct date from_days(int days) {
	static const short before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
	int year = 1970, leap, m = 1;
	for (;; year++) {
		leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		if (days < 365 + leap) break;
		days -= 365 + leap;
	}
	while (m < 12 && days >= before[m] + (leap && m > 1)) m++;
	return (struct date){(short)year, (signed char)m, (signed char)(days - before[m - 1] - (leap && m > 2) + 1)};
}

static const char *roman(unsigned n, char *out) {
	static const struct { unsigned short v; char s[3]; } r[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}};
	char *o = out;
	for (unsigned i = 0; n; i++)
		for (; n >= r[i].v; n -= r[i].v)
			for (const char *s = r[i].s; *s;) *o++ = *s++;
	return *o = 0, out;
}

static uint32_t run_dates(void) {
	char buf[64], rom[24];
	uint32_t h = 2;
	for (int days = 0; days < 40000; days += 31) {
		struct date d = from_days(days);
		format(buf, sizeof buf, "%04d-%02d-%02d %s", d.year, d.month, d.day, roman((unsigned)d.year, rom));
		h = mix(h, buf);
	}
	return h;
}

static size_t wrap(const char *s, size_t width, char *out) {
	size_t col = 0;
	char *o = out;
	while (*s) {
		size_t n = strcspn(s, " ");
		if (col && col + 1 + n > width) *o++ = '\n', col = 0;
		else if (col) *o++ = ' ', col++;
		memcpy(o, s, n), o += n, col += n, s += n;
		s += strspn(s, " ");
	}
	*o = 0;
	return (size_t)(o - out);
}

static uint32_t run_layout(void) {
	static char text[4000], folded[4000], cells[60][4][16];
	uint32_t h = 3, wide[4] = {0};
	for (int i = 0, at = 0; i < 400; i++) at += (int)format(text + at, 20, "%s%d ", &"wordy"[i % 5], i * i % 97);
	for (size_t width = 20; width < 80; width += 4) h = h * 3 + (uint32_t)wrap(text, width, folded), h = mix(h, folded);
	for (int r = 0; r < 60; r++)
		for (int c = 0; c < 4; c++) {
			uint32_t n = (uint32_t)format(cells[r][c], 16, c & 1 ? "%d" : "%b", (r * 37 + c * 11) % (64 << c));
			wide[c] = n > wide[c] ? n : wide[c];
		}
	for (int r = 0; r < 60; r++)
		for (int c = 0; c < 4; c++) {
			size_t n = strlen(cells[r][c]), gap = wide[c] - n;
			memset(folded, ' ', wide[c] + 1), memcpy(folded + (c & 1 ? gap : 0), cells[r][c], n);
			folded[wide[c] + 1] = 0, h = mix(h, folded);
		}
	return h;
}

int main(void) {
	uint32_t h = run_numbers(6000);
	for (int i = 0; i < 4; i++) h = h * 31 + run_dates(), h = h * 31 + run_layout();
	printf("format %lu\n", (unsigned long)h);
	return 0;
}
