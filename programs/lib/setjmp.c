// setjmp.c: what the code that clang makes of setjmp and longjmp calls. A jump is an exception; each function that called setjmp
// catches it and asks whether the jump ends in this invocation and where. Up to LLVM 18 an invocation is known by a table that it
// has of its calls of setjmp, later by an address in its frame.
#include "setjmp.h"
#include <stdlib.h>

enum { C_LONGJMP = 1 }; // the number by which clang knows the tag __c_longjmp

#if __clang_major__ >= 22 // earlier ones define the tag wherever it is used
__asm__(".weak __c_longjmp\n.tagtype __c_longjmp i32\n__c_longjmp:\n");
#endif

#define WEAK __attribute__((__weak__)) // some C libraries have these functions

WEAK _Noreturn void __wasm_longjmp(void *env, int value) {
	struct setjmp_buffer *to = env;
	to->jump.to = to;
	to->jump.value = value ? value : 1;
	__builtin_wasm_throw(C_LONGJMP, &to->jump);
}

#if __clang_major__ > 18

WEAK void __wasm_setjmp(void *env, unsigned label, void *frame) {
	struct setjmp_buffer *to = env;
	to->frame = frame;
	to->label = label;
}

// __wasm_setjmp_test returns the label of the setjmp that env comes from, or 0 if that was in another invocation.
WEAK unsigned __wasm_setjmp_test(void *env, void *frame) {
	struct setjmp_buffer *to = env;
	return to->frame == frame ? to->label : 0;
}

#else

struct call {
	unsigned id; // 0 ends the table
	unsigned label;
};

// The size of the table that saveSetjmp returned, in calls.
static int size_returned;

int getTempRet0(void) { return size_returned; }

void setTempRet0(int size) { size_returned = size; }

// saveSetjmp enters a call of setjmp into an invocation's table, and writes its number to env's first word.
struct call *saveSetjmp(unsigned *env, unsigned label, struct call *table, int size) {
	static unsigned last;
	int n = 0;
	while (table[n].id != 0)
		n++;
	if (n + 1 == size) {
		size *= 2;
		table = realloc(table, (size + 1) * sizeof *table);
		if (table == NULL)
			abort();
	}
	*env = ++last;
	table[n] = (struct call){last, label};
	table[n + 1].id = 0;
	size_returned = size;
	return table;
}

// testSetjmp returns the label of the call with this number, or 0 if it is not in the table.
unsigned testSetjmp(unsigned id, const struct call *table, int size) {
	for (int i = 0; i < size && table[i].id != 0; i++)
		if (table[i].id == id)
			return table[i].label;
	return 0;
}

#endif
