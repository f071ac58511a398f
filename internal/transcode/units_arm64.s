//go:build !purego

#include "textflag.h"
#include "blocks_arm64.h"

// This file holds conversions that turn each byte into what it would be if a character began there, and then push together what is to stay, 8 at a
// time. So they take the same time for any text.

// What the high byte has of the byte before the last, and of the one before that, by the high half of the first byte; and a bit for each of 8 units.
DATA bytes<>+0(SB)/8, $0x0000000000000000
DATA bytes<>+8(SB)/8, $0x000f0f0f00000000
DATA bytes<>+16(SB)/8, $0x0000000000000000
DATA bytes<>+24(SB)/8, $0x00f0000000000000
DATA bytes<>+32(SB)/8, $0x8040201008040201
DATA bytes<>+40(SB)/8, $0x8040201008040201
GLOBL bytes<>(SB), RODATA|NOPTR, $48

// PACK8 writes the 8 units in reg but those whose bits are set in the low half of V8. R3: the table. R5 to R7, V10 and V12 are used.
#define PACK8(reg) \
	VADDV V8.B8, V10            \
	VMOV V10.B[0], R5           \
	EOR $0xff, R5, R5           \
	ADD R5<<4, R3, R6           \
	VLD1 (R6), [V12.B16]        \
	VTBL V12.B16, [reg.B16], V12.B16 \
	VST1 [V12.B16], (R0)        \
	VCNT V10.B8, V10.B8         \
	VMOV V10.B[0], R6           \
	SUB R6<<1, R0, R0           \
	ADD $16, R0

// func utf8ToUTF16Blocks(dst, src *byte, n int, tables *[3][16]byte, pack *[256][16]byte) (written int, ok bool)
TEXT ·utf8ToUTF16Blocks(SB), NOSPLIT, $0-49
	ARGS
	MOVD tables+24(FP), R3
	VLD1 (R3), [V20.B16, V21.B16, V22.B16]
	SPREADB(0x0f, V23)
	SPREADB(0x80, V24)
	SPREADB(0xe0, V25)
	SPREADB(0xf0, V26)
	SPREADB(0x3f, V27)
	SPREADB(0xc0, V30)
	SPREADB(0x03, V14)
	SPREADB(0xdc, V15)
	SPREADB(0x07, V16)
	SPREADB(0xd7, V17)
	MOVD $bytes<>(SB), R3
	VLD1 (R3), [V28.B16, V29.B16]
	ADD $32, R3
	VLD1 (R3), [V18.B16]
	VEOR V31.B16, V31.B16, V31.B16
	VEOR V4.B16, V4.B16, V4.B16    // the 16 bytes before
	VEOR V13.B16, V13.B16, V13.B16 // which of them are the first of four
	MOVD pack+32(FP), R3
	MOVD R0, R4

loop:
	VLD1 (R1), [V0.B16]
	VORR V0.B16, V4.B16, V5.B16
	ANY(V5)
	TST $0x8080808080808080, R6
	BNE mixed
	VUXTL V0.B8, V8.H8
	VUXTL2 V0.B16, V9.H8
	VST1.P [V8.B16, V9.B16], 32(R0)

next:
	VMOV V0.B16, V4.B16
	ADD $16, R1
	SUBS $16, R2, R2
	BNE loop
	SUB R4, R0, R0
	MOVD R0, written+40(FP)
	ANY(V31)
	CMP $0, R6
	CSET EQ, R6
	MOVB R6, ok+48(FP)
	RET

mixed:
	CHECK8(V0, V4)
	ADD $1, R1, R5
	VLD1 (R5), [V1.B16]
	ADD $2, R1, R5
	VLD1 (R5), [V2.B16]
	VUMAX V26.B16, V0.B16, V6.B16
	VCMEQ V0.B16, V6.B16, V6.B16    // the first bytes of four
	VEXT $15, V6.B16, V13.B16, V7.B16 // the second ones
	VMOV V6.B16, V13.B16
	VUMAX V25.B16, V0.B16, V5.B16
	VCMEQ V0.B16, V5.B16, V5.B16
	VORR V7.B16, V5.B16, V5.B16
	VMOV V5.B16, V8.B16
	CHOOSE(V0, V1, V8) // the byte before the last
	VMOV V5.B16, V9.B16
	CHOOSE(V1, V2, V9) // the last
	VSHL $6, V8.B16, V10.B16
	VAND V27.B16, V9.B16, V9.B16
	VORR V9.B16, V10.B16, V10.B16
	VUMAX V24.B16, V0.B16, V11.B16
	VCMEQ V0.B16, V11.B16, V11.B16
	CHOOSE(V0, V10, V11) // low bytes; ASCII stays what it is
	VUSHR $4, V0.B16, V12.B16
	VTBL V12.B16, [V28.B16], V9.B16
	VUSHR $2, V8.B16, V8.B16
	VAND V8.B16, V9.B16, V9.B16
	VTBL V12.B16, [V29.B16], V12.B16
	VSHL $4, V0.B16, V8.B16
	VAND V8.B16, V12.B16, V12.B16
	VORR V12.B16, V9.B16, V9.B16 // high bytes
	VORR V6.B16, V7.B16, V5.B16
	ANY(V5)
	CBNZ R6, four
	VZIP1 V9.B16, V11.B16, V1.B16
	VZIP2 V9.B16, V11.B16, V2.B16

pack:
	VAND V30.B16, V0.B16, V8.B16
	VCMEQ V24.B16, V8.B16, V8.B16
	VEOR V7.B16, V8.B16, V8.B16 // continuations but the second bytes of four
	VAND V18.B16, V8.B16, V8.B16
	PACK8(V1)
	VEXT $8, V8.B16, V8.B16, V8.B16
	PACK8(V2)
	B next

four: // Of characters of four bytes the first becomes the high half of the pair, the second the low one.
	VUSHR $2, V1.B16, V8.B16
	VAND V14.B16, V8.B16, V8.B16
	VORR V15.B16, V8.B16, V8.B16
	VMOV V7.B16, V10.B16
	CHOOSE(V9, V8, V10)
	VAND V16.B16, V0.B16, V8.B16
	VMOV V6.B16, V9.B16
	CHOOSE(V10, V8, V9)
	VSHL $2, V1.B16, V8.B16
	VUSHR $4, V2.B16, V10.B16
	VAND V14.B16, V10.B16, V10.B16
	VORR V10.B16, V8.B16, V8.B16
	VMOV V6.B16, V10.B16
	CHOOSE(V11, V8, V10)
	VAND V30.B16, V6.B16, V8.B16 // d800 less the 1 that numbers from 10000 have less there
	VAND V17.B16, V6.B16, V12.B16
	VZIP1 V9.B16, V10.B16, V1.B16
	VZIP2 V9.B16, V10.B16, V2.B16
	VZIP1 V12.B16, V8.B16, V9.B16
	VZIP2 V12.B16, V8.B16, V10.B16
	VADD V9.H8, V1.H8, V1.H8
	VADD V10.H8, V2.H8, V2.H8
	B pack
