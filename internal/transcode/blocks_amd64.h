// This file holds what the assembly files share.

// ARGS loads the arguments common to all.
#define ARGS \
	MOVQ dst+0(FP), DI \
	MOVQ src+8(FP), SI \
	MOVQ n+16(FP), AX

// Masks that VPTEST reads, spread over a register.
#define SPREADQ(value, xreg, yreg) \
	MOVQ $value, BX     \
	VMOVQ BX, xreg      \
	VPBROADCASTQ xreg, yreg

// CHECK8 looks into the 32 bytes in cur with the 32 before them in prev, and leaves what is wrong in Y15.
// Y8, Y9, Y10: the tables. Y11: 0f in each byte. Y12: 80 in each byte. Y13, Y14: what makes bytes from e0 and from f0 keep their
// top bit in a subtraction that stops at 0. Y3 to Y7 are used.
#define CHECK8(cur, prev) \
	VPERM2I128 $0x21, cur, prev, Y3 \
	VPALIGNR $15, Y3, cur, Y4       \ // the byte before
	VPSRLW $4, Y4, Y5               \
	VPAND Y11, Y5, Y5               \
	VPSHUFB Y5, Y8, Y5              \
	VPAND Y11, Y4, Y4               \
	VPSHUFB Y4, Y9, Y4              \
	VPAND Y4, Y5, Y5                \
	VPSRLW $4, cur, Y6              \
	VPAND Y11, Y6, Y6               \
	VPSHUFB Y6, Y10, Y6             \
	VPAND Y6, Y5, Y5                \ // the errors that all three allow
	VPALIGNR $14, Y3, cur, Y6       \
	VPALIGNR $13, Y3, cur, Y7       \
	VPSUBUSB Y13, Y6, Y6            \
	VPSUBUSB Y14, Y7, Y7            \
	VPOR Y6, Y7, Y7                 \
	VPAND Y12, Y7, Y7               \ // where a continuation must follow another
	VPXOR Y7, Y5, Y5                \
	VPOR Y5, Y15, Y15

// CHECK16 looks into the 16 units in cur; Y2 has the high halves among the 16 before them. It leaves what is wrong in Y15: a high
// half with no low half behind it, or the other way round. Y10: fc00 in each unit. Y11, Y12: d800 and dc00. Y5 to Y7 are used.
#define CHECK16(cur) \
	VPAND Y10, cur, Y5             \
	VPCMPEQW Y12, Y5, Y6           \ // low halves
	VPCMPEQW Y11, Y5, Y5           \ // high halves
	VPERM2I128 $0x21, Y5, Y2, Y7   \
	VPALIGNR $14, Y7, Y5, Y7       \ // high halves just before
	VPXOR Y6, Y7, Y6               \
	VPOR Y6, Y15, Y15              \
	VMOVDQA Y5, Y2
