// setjmp.h: for compilers whose C library for WASI has none. The compiler (clang -mllvm -wasm-enable-sjlj) turns both functions into
// calls of what setjmp.c has and into WebAssembly's exceptions; it looks for the type and the names only.
#ifndef SETJMP_H
#define SETJMP_H

// A place to return to, and what a jump there carries. setjmp.c says what they are.
struct setjmp_jump {
	struct setjmp_buffer *to;
	int value;
};
struct setjmp_buffer {
	void *frame;
	unsigned label;
	struct setjmp_jump jump;
};
typedef struct setjmp_buffer jmp_buf[1];

int setjmp(jmp_buf) __attribute__((__returns_twice__));
_Noreturn void longjmp(jmp_buf, int);

#endif
