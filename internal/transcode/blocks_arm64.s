//go:build !purego

#include "textflag.h"
#include "blocks_arm64.h"

// Every loop copies 64 bytes of the source at a time. R0, R1 and R2: destination, source, what is left.

// func copyUTF8Blocks(dst, src *byte, n int, tables *[3][32]byte) bool
TEXT ·copyUTF8Blocks(SB), NOSPLIT, $0-33
	ARGS
	MOVD tables+24(FP), R3
	VLD1 (R3), [V20.B16]
	ADD $32, R3
	VLD1 (R3), [V21.B16]
	ADD $32, R3
	VLD1 (R3), [V22.B16]
	SPREADB(0x0f, V23)
	SPREADB(0x80, V24)
	SPREADB(0xe0, V25)
	SPREADB(0xf0, V26)
	VEOR V31.B16, V31.B16, V31.B16
	VEOR V4.B16, V4.B16, V4.B16 // the 16 bytes before

loop:
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(R0)
	VORR V0.B16, V1.B16, V5.B16
	VORR V2.B16, V3.B16, V6.B16
	VORR V4.B16, V5.B16, V5.B16
	VORR V5.B16, V6.B16, V5.B16
	ANY(V5)
	TST $0x8080808080808080, R6
	BNE check

next:
	VMOV V3.B16, V4.B16
	SUBS $64, R2, R2
	BNE loop
	ANY(V31)
	CMP $0, R6
	CSET EQ, R6
	MOVB R6, ret+32(FP)
	RET

check:
	CHECK8(V0, V4)
	CHECK8(V1, V0)
	CHECK8(V2, V1)
	CHECK8(V3, V2)
	B next

// func copyASCIIBlocks(dst, src *byte, n int) int
TEXT ·copyASCIIBlocks(SB), NOSPLIT, $0-32
	ARGS
	MOVD R2, R4

loop:
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]
	VORR V0.B16, V1.B16, V5.B16
	VORR V2.B16, V3.B16, V6.B16
	VORR V5.B16, V6.B16, V5.B16
	ANY(V5)
	TST $0x8080808080808080, R6
	BNE done
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(R0)
	SUBS $64, R2, R2
	BNE loop

done:
	SUB R2, R4, R4
	MOVD R4, ret+24(FP)
	RET

// func widenBlocks(dst, src *byte, n int, stop byte) int
TEXT ·widenBlocks(SB), NOSPLIT, $0-40
	ARGS
	MOVD R2, R4
	MOVBU stop+24(FP), R5
	VDUP R5, V20.B16

loop:
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]
	VORR V0.B16, V1.B16, V5.B16
	VORR V2.B16, V3.B16, V6.B16
	VORR V5.B16, V6.B16, V5.B16
	VAND V20.B16, V5.B16, V5.B16
	ANY(V5)
	CBNZ R6, done
	VUXTL V0.B8, V8.H8
	VUXTL2 V0.B16, V9.H8
	VUXTL V1.B8, V10.H8
	VUXTL2 V1.B16, V11.H8
	VST1.P [V8.B16, V9.B16, V10.B16, V11.B16], 64(R0)
	VUXTL V2.B8, V8.H8
	VUXTL2 V2.B16, V9.H8
	VUXTL V3.B8, V10.H8
	VUXTL2 V3.B16, V11.H8
	VST1.P [V8.B16, V9.B16, V10.B16, V11.B16], 64(R0)
	SUBS $64, R2, R2
	BNE loop

done:
	SUB R2, R4, R4
	MOVD R4, ret+32(FP)
	RET

// func narrowBlocks(dst, src *byte, n int, stop uint16) int
TEXT ·narrowBlocks(SB), NOSPLIT, $0-40
	ARGS
	MOVD R2, R4
	MOVHU stop+24(FP), R5
	VDUP R5, V20.H8

loop:
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]
	VORR V0.B16, V1.B16, V5.B16
	VORR V2.B16, V3.B16, V6.B16
	VORR V5.B16, V6.B16, V5.B16
	VAND V20.B16, V5.B16, V5.B16
	ANY(V5)
	CBNZ R6, done
	VUZP1 V1.B16, V0.B16, V0.B16
	VUZP1 V3.B16, V2.B16, V1.B16
	VST1.P [V0.B16, V1.B16], 32(R0)
	SUBS $64, R2, R2
	BNE loop

done:
	SUB R2, R4, R4
	LSR $1, R4, R4
	MOVD R4, ret+32(FP)
	RET

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

// func copyUTF16Blocks(dst, src *byte, n int) bool
TEXT ·copyUTF16Blocks(SB), NOSPLIT, $0-25
	ARGS
	SPREADH(0xf800, V21)
	SPREADH(0xfc00, V22)
	SPREADH(0xd800, V23)
	SPREADH(0xdc00, V24)
	VEOR V31.B16, V31.B16, V31.B16
	VEOR V4.B16, V4.B16, V4.B16

loop:
	VLD1.P 64(R1), [V0.B16, V1.B16, V2.B16, V3.B16]
	VST1.P [V0.B16, V1.B16, V2.B16, V3.B16], 64(R0)
	SURROGATES(V0, V5)
	SURROGATES(V1, V6)
	VORR V4.B16, V5.B16, V5.B16
	VORR V5.B16, V6.B16, V5.B16
	SURROGATES(V2, V6)
	SURROGATES(V3, V7)
	VORR V6.B16, V7.B16, V6.B16
	VORR V5.B16, V6.B16, V5.B16
	ANY(V5)
	CBNZ R6, check

next:
	SUBS $64, R2, R2
	BNE loop
	ANY(V31)
	CMP $0, R6
	CSET EQ, R6
	MOVB R6, ret+24(FP)
	RET

check:
	CHECK16(V0)
	CHECK16(V1)
	CHECK16(V2)
	CHECK16(V3)
	B next
