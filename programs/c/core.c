// core: the integer work of small programs in one number: linked lists, matrices, a state machine over text and
// checksums. The argument is the number of rounds.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 400, SIDE = 24, TEXT = 1200 };

typedef struct node {
	struct node *next;
	int16_t key, value;
} node;

static node pool[NODES];
static int16_t left[SIDE * SIDE], right[SIDE * SIDE];
static int32_t product[SIDE * SIDE];
static char text[TEXT + 1];

static uint16_t crc(uint16_t sum, uint32_t value) {
	for (int i = 0; i < 32; i++) {
		int carry = (sum ^ value) & 1;
		sum >>= 1;
		value >>= 1;
		if (carry)
			sum ^= 0xA001;
	}
	return sum;
}

// The lists: find, reverse, merge sort.

static node *build_list(uint16_t salt) {
	node *head = NULL;
	for (int i = 0; i < NODES; i++) {
		uint16_t mix = (uint16_t)((i ^ salt) * 40503u);
		pool[i].key = mix & 0x7F;
		pool[i].value = i;
		pool[i].next = head;
		head = &pool[i];
	}
	return head;
}

static node *reverse(node *list) {
	node *done = NULL;
	while (list) {
		node *next = list->next;
		list->next = done;
		done = list;
		list = next;
	}
	return done;
}

static node *merge(node *a, node *b) {
	node head, *tail = &head;
	while (a && b) {
		if (a->key <= b->key) {
			tail->next = a;
			a = a->next;
		} else {
			tail->next = b;
			b = b->next;
		}
		tail = tail->next;
	}
	tail->next = a ? a : b;
	return head.next;
}

static node *sort(node *list) {
	if (!list || !list->next)
		return list;
	node *middle = list;
	for (node *end = list->next; end && end->next; end = end->next->next)
		middle = middle->next;
	node *half = middle->next;
	middle->next = NULL;
	return merge(sort(list), sort(half));
}

static uint16_t lists(uint16_t sum) {
	node *list = reverse(build_list(sum));
	for (int key = 0; key < 128; key += 5) {
		node *n = list;
		while (n && n->key != key)
			n = n->next;
		sum = crc(sum, n ? n->value : -1);
	}
	for (node *n = sort(list); n; n = n->next)
		sum = crc(sum, n->key << 16 | (uint16_t)n->value);
	return sum;
}

// The matrices: fill, multiply, take bits.

static uint16_t matrices(uint16_t sum) {
	for (int i = 0; i < SIDE * SIDE; i++) {
		left[i] = (int16_t)(i * 31 + sum);
		right[i] = (int16_t)(i * 17 - sum);
	}
	for (int i = 0; i < SIDE; i++)
		for (int j = 0; j < SIDE; j++) {
			int32_t dot = 0;
			for (int k = 0; k < SIDE; k++) {
				int32_t p = (int32_t)left[i * SIDE + k] * right[k * SIDE + j];
				dot += (p >> 2 & 0xF) * (p >> 5 & 0x7F) + (p & 0x3FF);
			}
			product[i * SIDE + j] = dot;
		}
	for (int i = 0; i < SIDE * SIDE; i += 3)
		sum = crc(sum, product[i]);
	return sum;
}

// The state machine: which of the comma-separated pieces are numbers.

typedef enum { START, SIGN, INTEGER, DOT, FRACTION, EXPONENT, EXPONENT_SIGN, POWER, BAD, STATES } state;

static state step(state s, char c) {
	int digit = c >= '0' && c <= '9', sign = c == '+' || c == '-';
	switch (s) {
	case START: return digit ? INTEGER : sign ? SIGN : c == '.' ? DOT : BAD;
	case SIGN: return digit ? INTEGER : c == '.' ? DOT : BAD;
	case INTEGER: return digit ? INTEGER : c == '.' ? FRACTION : c == 'e' ? EXPONENT : BAD;
	case DOT:
	case FRACTION: return digit ? FRACTION : s == FRACTION && c == 'e' ? EXPONENT : BAD;
	case EXPONENT: return digit ? POWER : sign ? EXPONENT_SIGN : BAD;
	case EXPONENT_SIGN:
	case POWER: return digit ? POWER : BAD;
	default: return BAD;
	}
}

static void fill_text(uint16_t salt) {
	static const char *pieces[] = {"12", "-7.5", "+3e8", ".5", "x1", "1.2.3", "6e-", "99e+12", "", "0"};
	size_t at = 0;
	for (unsigned i = salt;; i = i * 5 + 3) {
		const char *piece = pieces[i % 10];
		size_t n = strlen(piece);
		if (at + n + 1 > TEXT)
			break;
		memcpy(text + at, piece, n);
		text[at + n] = ',';
		at += n + 1;
	}
	text[at] = 0;
}

static uint16_t machine(uint16_t sum) {
	uint32_t ends[STATES] = {0}, visits[STATES] = {0};
	fill_text(sum);
	state s = START;
	for (const char *p = text; *p; p++) {
		if (*p == ',') {
			ends[s]++;
			s = START;
			continue;
		}
		s = step(s, *p);
		visits[s]++;
	}
	for (int i = 0; i < STATES; i++)
		sum = crc(crc(sum, ends[i]), visits[i]);
	return sum;
}

int main(int argc, char **argv) {
	int rounds = argc > 1 ? atoi(argv[1]) : 20;
	uint16_t sum = 0;
	for (int i = 0; i < rounds; i++) {
		sum = lists(sum);
		sum = matrices(sum);
		sum = machine(sum);
	}
	printf("%d rounds: %04x\n", rounds, sum);
	return 0;
}
