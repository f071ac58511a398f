// This file holds what the assembly files share.

// ARGS loads the arguments common to all.
#define ARGS \
	MOVD dst+0(FP), R0 \
	MOVD src+8(FP), R1 \
	MOVD n+16(FP), R2

// SPREAD puts a value into each part of a register.
#define SPREADB(value, reg) \
	MOVD $value, R5 \
	VDUP R5, reg.B16
#define SPREADH(value, reg) \
	MOVD $value, R5 \
	VDUP R5, reg.H8
#define SPREADS(value, reg) \
	MOVD $value, R5 \
	VDUP R5, reg.S4

// ANY leaves the or of both halves of reg in R6.
#define ANY(reg) \
	VMOV reg.D[0], R6 \
	VMOV reg.D[1], R7 \
	ORR R7, R6, R6

// CHECK8 looks into the 16 bytes in cur with the 16 before them in prev, and leaves what is wrong in V31.
// V20, V21, V22: the tables. V23, V24, V25, V26: 0f, 80, e0 and f0 in each byte. V8 to V12 are used.
#define CHECK8(cur, prev) \
	VEXT $15, cur.B16, prev.B16, V8.B16 \ // the byte before
	VUSHR $4, V8.B16, V9.B16            \
	VTBL V9.B16, [V20.B16], V9.B16      \
	VAND V23.B16, V8.B16, V8.B16        \
	VTBL V8.B16, [V21.B16], V8.B16      \
	VAND V8.B16, V9.B16, V9.B16         \
	VUSHR $4, cur.B16, V10.B16          \
	VTBL V10.B16, [V22.B16], V10.B16    \
	VAND V10.B16, V9.B16, V9.B16        \ // the errors that all three allow
	VEXT $14, cur.B16, prev.B16, V10.B16 \
	VUMAX V25.B16, V10.B16, V11.B16     \
	VCMEQ V10.B16, V11.B16, V11.B16     \ // from e0
	VEXT $13, cur.B16, prev.B16, V10.B16 \
	VUMAX V26.B16, V10.B16, V12.B16     \
	VCMEQ V10.B16, V12.B16, V12.B16     \ // from f0
	VORR V11.B16, V12.B16, V11.B16      \
	VAND V24.B16, V11.B16, V11.B16      \ // where a continuation must follow another
	VEOR V11.B16, V9.B16, V9.B16        \
	VORR V9.B16, V31.B16, V31.B16

// CHOOSE leaves in mask what yes has where that is set, and what no has elsewhere.
#define CHOOSE(no, yes, mask) \
	VBSL no.B16, yes.B16, mask.B16

// SURROGATES leaves ones in the units of to that are halves of surrogate pairs in from.
#define SURROGATES(from, to) \
	VAND V21.B16, from.B16, to.B16 \
	VCMEQ V23.H8, to.H8, to.H8

// CHECK16 looks into the 8 units in cur; V4 has the high halves among the 8 before them. It leaves what is wrong in V31: a high half
// with no low half behind it, or the other way round. V22, V23, V24: fc00, d800 and dc00 in each unit. V8 to V10 are used.
#define CHECK16(cur) \
	VAND V22.B16, cur.B16, V8.B16      \
	VCMEQ V24.H8, V8.H8, V9.H8         \ // low halves
	VCMEQ V23.H8, V8.H8, V8.H8         \ // high halves
	VEXT $14, V8.B16, V4.B16, V10.B16  \ // high halves just before
	VEOR V9.B16, V10.B16, V9.B16       \
	VORR V9.B16, V31.B16, V31.B16      \
	VMOV V8.B16, V4.B16
