// codec: base64, base32 and hex, varints, UTF-8 and UTF-16, quoted-printable, URL escapes, ADPCM audio, delta coding.
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t total;

static void note(const void *data, size_t n) {
	const unsigned char *p = data;
	uint32_t h = 0;
	while (n--) h = h * 65599 + *p++;
	total = total * 31 + h;
}

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static size_t base64_encode(const uint8_t *in, size_t n, char *out) {
	char *o = out;
	size_t i;
	for (i = 0; i + 2 < n; i += 3) {
		uint32_t v = (uint32_t)in[i] << 16 | in[i + 1] << 8 | in[i + 2];
		for (int shift = 18; shift >= 0; shift -= 6) *o++ = base64_digits[v >> shift & 63];
	}
	if (i < n) {
		uint32_t v = (uint32_t)in[i] << 16 | (i + 1 < n ? in[i + 1] << 8 : 0);
		*o++ = base64_digits[v >> 18], *o++ = base64_digits[v >> 12 & 63];
		*o++ = i + 1 < n ? base64_digits[v >> 6 & 63] : '=', *o++ = '=';
	}
	return (size_t)(o - out);
}

static int base64_value(char c) {
	if (c >= 'A' && c <= 'Z') return c - 'A';
	if (c >= 'a' && c <= 'z') return c - 'a' + 26;
	if (c >= '0' && c <= '9') return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static int base64_decode(const char *s, int n, uint8_t *out) {
	int bits = 0, len = 0;
	unsigned hold = 0;
	for (int i = 0; i < n && s[i] != '='; i++) {
		int v = base64_value(s[i]);
		if (v < 0) continue;
		hold = hold << 6 | (unsigned)v;
		if ((bits += 6) >= 8) out[len++] = (uint8_t)(hold >> (bits -= 8));
	}
	return len;
}

static int base32_encode(const uint8_t *in, int n, char *out) {
	int len = 0, bits = 0;
	uint32_t hold = 0;
	while (n-- > 0) {
		hold = hold << 8 | *in++;
		for (bits += 8; bits >= 5; bits -= 5) out[len++] = "abcdefghijklmnopqrstuvwxyz234567"[hold >> (bits - 5) & 31];
	}
	if (bits) out[len++] = "abcdefghijklmnopqrstuvwxyz234567"[hold << (5 - bits) & 31];
	return len;
}

static void hex_encode(char *restrict out, const uint8_t *restrict in, size_t n) {
	for (; n; n--, in++) *out++ = "0123456789abcdef"[*in >> 4], *out++ = "0123456789abcdef"[*in & 15];
	*out = 0;
}

static int hex_decode(const char *s, uint8_t *out) {
	int n = 0;
	for (unsigned v = 1; *s; s++) {
		unsigned c = (unsigned char)*s | 0x20;
		if (c - '0' < 10) v = v << 4 | (c - '0');
		else if (c - 'a' < 6) v = v << 4 | (c - 'a' + 10);
		else return -1;
		if (v >> 8) out[n++] = (uint8_t)v, v = 1;
	}
	return n;
}

static uint8_t *put_varint(uint8_t *p, uint64_t v) {
	for (; v >= 0x80; v >>= 7) *p++ = (uint8_t)(v | 0x80);
	*p++ = (uint8_t)v;
	return p;
}

static bool get_varint(const uint8_t **p, const uint8_t *end, uint64_t *v) {
	uint64_t r = 0;
	for (int shift = 0; shift < 64 && *p < end; shift += 7) {
		uint8_t b = *(*p)++;
		r |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80)) return *v = r, true;
	}
	return false;
}

static size_t put_sleb(uint8_t *p, int32_t v) {
	size_t n = 0;
	for (; v < -64 || v > 63; v >>= 7) p[n++] = (uint8_t)(v | 0x80);
	p[n++] = v & 0x7f;
	return n;
}

static int32_t get_sleb(const uint8_t *p, size_t *n) {
	uint32_t r = 0;
	unsigned shift = 0;
	uint8_t b;
	do b = p[(*n)++], r |= (uint32_t)(b & 0x7f) << shift, shift += 7;
	while (b & 0x80);
	if (shift < 32 && (b & 0x40)) r |= ~0u << shift;
	return (int32_t)r;
}

static inline uint64_t zigzag(int64_t v) { return (uint64_t)v << 1 ^ (uint64_t)(v >> 63); }
static inline int64_t unzigzag(uint64_t v) { return (int64_t)(v >> 1) ^ -(int64_t)(v & 1); }

// Second differences as zigzag varints, as time series are stored.
static void numbers(int count, int64_t scale) {
	static uint8_t buf[8192];
	uint8_t *p = buf;
	int64_t last = 0, slope = 0, value = 0;
	uint64_t v;
	size_t at = 0, n = 0;
	for (int i = 0; i < count; i++) {
		int64_t x = i * scale + (i * i % 17) * (i % 5 - 2), d = x - last;
		p = put_varint(p, zigzag(d - slope)), slope = d, last = x;
	}
	slope = 0;
	for (const uint8_t *q = buf; get_varint(&q, p, &v);) value += slope += unzigzag(v), total ^= (uint64_t)value;
	note(buf, (size_t)(p - buf));
	for (int32_t i = 1; n < 4000; i = (int32_t)((uint32_t)i * 3 + 1)) n += put_sleb(buf + n, i & 1 ? -i / 3 : i >> (i & 15));
	while (at < n) total += (uint64_t)get_sleb(buf, &at);
}

static int utf8_put(char *s, uint32_t c) {
	if (c < 0x80) return s[0] = (char)c, 1;
	int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (int i = n - 1; i > 0; i--, c >>= 6) s[i] = (char)(0x80 | (c & 0x3f));
	s[0] = (char)(0xf00 >> n | c);
	return n;
}

static uint32_t utf8_next(const unsigned char **s) {
	const unsigned char *p = *s;
	uint32_t c = *p++, least;
	int more;
	switch (c >> 4) {
	case 12: case 13: more = 1, c &= 31, least = 0x80; break;
	case 14: more = 2, c &= 15, least = 0x800; break;
	case 15: more = 3, c &= 7, least = 0x10000; break;
	default: *s = p; return c < 0x80 ? c : 0xfffd;
	}
	for (; more && (*p & 0xc0) == 0x80; more--) c = c << 6 | (*p++ & 63);
	*s = p;
	return more || c < least || c > 0x10ffff || c - 0xd800 < 0x800 ? 0xfffd : c;
}

static int utf16_encode(const char *text, uint16_t *out) {
	const unsigned char *s = (const unsigned char *)text;
	int n = 0;
	while (*s) {
		uint32_t c = utf8_next(&s);
		if (c >= 0x10000) out[n++] = (uint16_t)(0xd7c0 + (c >> 10)), c = 0xdc00 | (c & 0x3ff);
		out[n++] = (uint16_t)c;
	}
	return n;
}

static size_t utf16_to_utf8(const uint16_t *in, int n, char *out) {
	char *o = out;
	for (int i = 0; i < n; i++) {
		uint32_t c = in[i];
		if ((c & 0xfc00) == 0xd800 && i + 1 < n && (in[i + 1] & 0xfc00) == 0xdc00) c = (c << 10) + in[++i] - 0x35fdc00;
		o += utf8_put(o, c);
	}
	return (size_t)(o - out);
}

static bool utf8_valid(const uint8_t *s, size_t n) {
	unsigned due = 0, low = 0x80, high = 0xbf;
	for (size_t i = 0; i < n; i++) {
		uint8_t b = s[i];
		if (due) {
			if (b < low || b > high) return false;
			low = 0x80, high = 0xbf, due--;
		} else if (b >= 0x80) {
			if (b < 0xc2 || b > 0xf4) return false;
			due = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
			if (b == 0xe0) low = 0xa0;
			if (b == 0xed) high = 0x9f;
			if (b == 0xf0) low = 0x90;
			if (b == 0xf4) high = 0x8f;
		}
	}
	return due == 0;
}

static void unicode(uint32_t seed) {
	static char text[4096], back[4096];
	static uint16_t wide[4096];
	size_t n = 0;
	while (n < 2000) {
		seed = seed * 69069 + 1;
		uint32_t c = seed >> 8 & ((1u << (7 + (seed >> 28) % 13)) - 1);
		if (c && c - 0xd800 > 0x7ff) n += (size_t)utf8_put(text + n, c);
	}
	text[n] = 0;
	total = total * 3 + utf8_valid((const uint8_t *)text, n);
	int len = utf16_encode(text, wide);
	n = utf16_to_utf8(wide, len, back);
	note(wide, (size_t)len * 2);
	total += memcmp(text, back, n + 1) == 0;
	for (int i = 0; i < 20; i++) text[i * 37] ^= 0x40, total = total * 3 + utf8_valid((uint8_t *)text, n);
	len = utf16_encode(text, wide);
	note(wide, (size_t)len * 2);
}

static void quoted_printable(const char *in, char *out) {
	for (int column = 0; *in; in++) {
		unsigned char c = (unsigned char)*in;
		if (column > 72) memcpy(out, "=\r\n", 3), out += 3, column = 0;
		if ((c > 32 && c < 127 && c != '=') || (c == ' ' && in[1] != '\n')) *out++ = (char)c, column++;
		else if (c == '\n') *out++ = '\r', *out++ = '\n', column = 0;
		else out += sprintf(out, "=%02X", c), column += 3;
	}
	*out = 0;
}

static void url_escape(const char *s, char *out) {
	while (*s) {
		unsigned char c = (unsigned char)*s++;
		if (isalnum(c) || strchr("-_.~", c)) *out++ = (char)c;
		else if (c == ' ') *out++ = '+';
		else *out++ = '%', hex_encode(out, &c, 1), out += 2;
	}
	*out = 0;
}

static void url_unescape(char *s) {
	char *to = s, pair[3] = "";
	for (; *s; s++) {
		if (*s == '%' && isxdigit((unsigned char)s[1]) && isxdigit((unsigned char)s[2])) memcpy(pair, s + 1, 2), hex_decode(pair, (uint8_t *)to++), s += 2;
		else *to++ = *s == '+' ? ' ' : *s;
	}
	*to = 0;
}

typedef struct { int predicted, index; } adpcm;

static const int8_t adpcm_shift[8] = {-1, -1, -1, -1, 2, 4, 6, 8};
static int16_t adpcm_steps[89];

static int adpcm_apply(adpcm *s, int code) {
	int step = adpcm_steps[s->index], diff = step >> 3;
	if (code & 4) diff += step;
	if (code & 2) diff += step >> 1;
	if (code & 1) diff += step >> 2;
	s->predicted += code & 8 ? -diff : diff;
	if (s->predicted > 32767) s->predicted = 32767;
	else if (s->predicted < -32768) s->predicted = -32768;
	int index = s->index + adpcm_shift[code & 7];
	s->index = index < 0 ? 0 : index > 88 ? 88 : index;
	return s->predicted;
}

static int adpcm_encode(adpcm *s, int sample) {
	int diff = sample - s->predicted, step = adpcm_steps[s->index], code = 0;
	if (diff < 0) code = 8, diff = -diff;
	for (int bit = 4; bit; bit >>= 1, step >>= 1)
		if (diff >= step) code |= bit, diff -= step;
	adpcm_apply(s, code);
	return code;
}

static void audio(int samples) {
	adpcm enc = {0, 0}, dec = {0, 0};
	int32_t x = 12000, y = 0;
	uint64_t error = 0;
	for (int i = 0, step = 7 * 16; i < 89; i++, step += step / 10) adpcm_steps[i] = (int16_t)(step / 16);
	for (int i = 0; i < samples; i++) {
		x -= y >> 4, y += x >> 4; // a sine by rotation
		int sample = x + (i * 7919 & 255), out = adpcm_apply(&dec, adpcm_encode(&enc, sample));
		error += (uint64_t)((int64_t)(out - sample) * (out - sample));
	}
	total ^= error;
}

int main(void) {
	static uint8_t raw[600], back[1200];
	static char text[1024 * 4], escaped[1024 * 4];
	for (int round = 0; round < 100; round++) {
		for (size_t i = 0; i < sizeof raw; i++) raw[i] = (uint8_t)(i * i * 31 + (unsigned)round * i + (i >> 3));
		size_t n = base64_encode(raw, sizeof raw - (size_t)round % 3, text);
		note(text, n);
		note(back, (size_t)base64_decode(text, (int)n, back));
		note(escaped, (size_t)base32_encode(raw, 400 + round, escaped));
		hex_encode(text, raw, 300);
		note(back, (size_t)hex_decode(text, back));
		numbers(600, 1ll << round % 30);
		unicode((uint32_t)round + 5);
		for (n = 0; n < 500; n++) text[n] = n % 61 == 60 ? '\n' : raw[n] % 3 ? (char)(32 + raw[n] % 95) : (char)(raw[n] | 0x80);
		text[n] = 0;
		quoted_printable(text, escaped), note(escaped, strlen(escaped));
		url_escape(text, escaped), note(escaped, strlen(escaped));
		url_unescape(escaped), total += strcmp(text, escaped) == 0;
		audio(2000);
	}
	printf("codec %016llx\n", (unsigned long long)total);
	return 0;
}
