//go:build !purego

#include "textflag.h"
#include "blocks_arm64.h"

// This file holds the conversions of UTF-16 to UTF-8 and between Latin-1 and UTF-8. Each unit of UTF-16 becomes four bytes, of which one to three
// stay; of a pair each half becomes two. Each byte of Latin-1 becomes two, of which one or both stay.

// A bit for each of four characters, and one four higher; and a bit for each of eight.
DATA bits<>+0(SB)/8, $0x0000000200000001
DATA bits<>+8(SB)/8, $0x0000000800000004
DATA bits<>+16(SB)/8, $0x0000002000000010
DATA bits<>+24(SB)/8, $0x0000008000000040
DATA bits<>+32(SB)/8, $0x8040201008040201
DATA bits<>+40(SB)/8, $0x8040201008040201
GLOBL bits<>(SB), RODATA|NOPTR, $48

// ENCODE leaves in V13 what the 4 units in V1 are in UTF-8, four bytes each. V12 and V11: which have two bytes or more, and three. V7: the last byte of
// each as the second of two. V5, V6 and V8 to V10 are used.
#define ENCODE \
	VAND V14.B16, V1.B16, V5.B16   \
	VORR V15.B16, V5.B16, V5.B16   \
	VSHL $8, V5.S4, V7.S4          \
	VSHL $16, V5.S4, V10.S4        \
	VUSHR $6, V1.S4, V6.S4         \
	VORR V16.B16, V6.B16, V8.B16   \
	VORR V7.B16, V8.B16, V8.B16    \ // of two bytes
	VAND V14.B16, V6.B16, V6.B16   \
	VSHL $8, V6.S4, V6.S4          \
	VORR V10.B16, V6.B16, V9.B16   \
	VUSHR $12, V1.S4, V10.S4       \
	VORR V10.B16, V9.B16, V9.B16   \
	VORR V17.B16, V9.B16, V9.B16   \ // of three
	VUMAX V15.S4, V1.S4, V12.S4    \
	VCMEQ V1.S4, V12.S4, V12.S4    \
	VUMAX V18.S4, V1.S4, V11.S4    \
	VCMEQ V1.S4, V11.S4, V11.S4    \
	VMOV V12.B16, V10.B16          \
	CHOOSE(V1, V8, V10)            \
	VMOV V11.B16, V13.B16          \
	CHOOSE(V10, V9, V13)

// HALVES continues ENCODE for halves of pairs; V2 has the units just before.
#define HALVES \
	VAND V26.B16, V1.B16, V6.B16    \
	VCMEQ V27.S4, V6.S4, V5.S4      \ // high halves
	VCMEQ V28.S4, V6.S4, V6.S4      \ // low halves
	VORR V5.B16, V6.B16, V8.B16     \
	VAND V8.B16, V11.B16, V8.B16    \
	VEOR V8.B16, V11.B16, V11.B16   \
	VSUB V29.S4, V1.S4, V8.S4       \ // bits 10 to 20 of the code point
	VUSHR $2, V8.S4, V9.S4          \
	VAND V14.B16, V9.B16, V9.B16    \
	VSHL $8, V9.S4, V9.S4           \
	VUSHR $8, V8.S4, V8.S4          \
	VORR V8.B16, V9.B16, V9.B16     \
	VORR V30.B16, V9.B16, V9.B16    \
	CHOOSE(V13, V9, V5)             \
	VSHL $30, V2.S4, V8.S4          \
	VUSHR $26, V8.S4, V8.S4         \
	VSHL $22, V1.S4, V9.S4          \
	VUSHR $28, V9.S4, V9.S4         \
	VORR V8.B16, V9.B16, V9.B16     \
	VORR V15.B16, V9.B16, V9.B16    \
	VORR V7.B16, V9.B16, V9.B16     \
	CHOOSE(V5, V9, V6)              \
	VMOV V6.B16, V13.B16

// PUT4 writes the four characters in V13. R3: the table. R5, R6, V8 and V9 are used.
#define PUT4 \
	VAND V19.B16, V12.B16, V8.B16 \
	VAND V25.B16, V11.B16, V9.B16 \
	VORR V8.B16, V9.B16, V8.B16   \
	VADDV V8.S4, V8               \
	VMOV V8.S[0], R5              \
	ADD R5<<4, R3, R6             \
	VLD1 (R6), [V9.B16]           \
	VTBL V9.B16, [V13.B16], V9.B16 \
	VST1 [V9.B16], (R0)           \
	VCNT V8.B8, V8.B8             \
	VMOV V8.B[0], R6              \
	ADD R6, R0                    \
	ADD $4, R0

// func utf16ToUTF8Blocks(dst, src *byte, n int, join *[256][16]byte) (written int, ok bool)
TEXT ·utf16ToUTF8Blocks(SB), NOSPLIT, $0-41
	ARGS
	SPREADS(0x3f, V14)
	SPREADS(0x80, V15)
	SPREADS(0xc0, V16)
	SPREADS(0x80e0, V17)
	SPREADS(0x800, V18)
	MOVD $bits<>(SB), R3
	VLD1 (R3), [V19.B16]
	ADD $16, R3
	VLD1 (R3), [V25.B16]
	SPREADS(0xfc00, V26)
	SPREADS(0xd800, V27)
	SPREADS(0xdc00, V28)
	SPREADS(0xd7c0, V29)
	SPREADS(0x80f0, V30)
	SPREADH(0xff80, V20)
	SPREADH(0xf800, V21)
	SPREADH(0xfc00, V22)
	SPREADH(0xd800, V23)
	SPREADH(0xdc00, V24)
	VEOR V31.B16, V31.B16, V31.B16
	VEOR V4.B16, V4.B16, V4.B16 // the high halves among the 8 units before
	VEOR V3.B16, V3.B16, V3.B16 // these units
	MOVD join+24(FP), R3
	MOVD R0, R4

loop:
	VLD1 (R1), [V0.B16]
	VAND V20.B16, V0.B16, V5.B16
	VORR V4.B16, V5.B16, V5.B16
	ANY(V5)
	CBNZ R6, mixed
	VUZP1 V0.B16, V0.B16, V5.B16
	VST1.P [V5.B8], 8(R0)

next:
	VMOV V0.B16, V3.B16
	ADD $16, R1
	SUBS $16, R2, R2
	BNE loop
	SUB R4, R0, R0
	MOVD R0, written+32(FP)
	ANY(V31)
	CMP $0, R6
	CSET EQ, R6
	MOVB R6, ok+40(FP)
	RET

mixed:
	SURROGATES(V0, V5)
	VORR V4.B16, V5.B16, V5.B16
	ANY(V5)
	CBNZ R6, pairs
	VUXTL V0.H4, V1.S4
	ENCODE
	PUT4
	VUXTL2 V0.H8, V1.S4
	ENCODE
	PUT4
	B next

pairs:
	CHECK16(V0)
	VEXT $14, V0.B16, V3.B16, V3.B16 // the units just before
	VUXTL V0.H4, V1.S4
	VUXTL V3.H4, V2.S4
	ENCODE
	HALVES
	PUT4
	VUXTL2 V0.H8, V1.S4
	VUXTL2 V3.H8, V2.S4
	ENCODE
	HALVES
	PUT4
	B next

// SPREAD8 writes the 8 characters in reg, of which those in the low half of V5 have two bytes. R3: the table. R5, R6, V9 and V10 are used.
#define SPREAD8(reg) \
	VADDV V5.B8, V9                  \
	VMOV V9.B[0], R5                 \
	ADD R5<<4, R3, R6                \
	VLD1 (R6), [V10.B16]             \
	VTBL V10.B16, [reg.B16], V10.B16 \
	VST1 [V10.B16], (R0)             \
	VCNT V9.B8, V9.B8                \
	VMOV V9.B[0], R6                 \
	ADD R6, R0                       \
	ADD $8, R0

// func latin1ToUTF8Blocks(dst, src *byte, n int, spread *[256][16]byte) (written int)
TEXT ·latin1ToUTF8Blocks(SB), NOSPLIT, $0-40
	ARGS
	SPREADB(0x3f, V14)
	SPREADB(0x80, V15)
	SPREADB(0xc0, V16)
	MOVD $bits<>+32(SB), R3
	VLD1 (R3), [V18.B16]
	MOVD spread+24(FP), R3
	MOVD R0, R4

latin1:
	VLD1 (R1), [V0.B16]
	ANY(V0)
	TST $0x8080808080808080, R6
	BNE high
	VST1.P [V0.B16], 16(R0)

latin1Next:
	ADD $16, R1
	SUBS $16, R2, R2
	BNE latin1
	SUB R4, R0, R0
	MOVD R0, written+32(FP)
	RET

high:
	VAND V14.B16, V0.B16, V1.B16
	VORR V15.B16, V1.B16, V1.B16 // second bytes
	VUSHR $6, V0.B16, V2.B16
	VORR V16.B16, V2.B16, V2.B16
	VUMAX V15.B16, V0.B16, V5.B16
	VCMEQ V0.B16, V5.B16, V5.B16
	VMOV V5.B16, V6.B16
	CHOOSE(V0, V2, V6) // first bytes
	VZIP1 V1.B16, V6.B16, V7.B16
	VZIP2 V1.B16, V6.B16, V8.B16
	VAND V18.B16, V5.B16, V5.B16
	SPREAD8(V7)
	VEXT $8, V5.B16, V5.B16, V5.B16
	SPREAD8(V8)
	B latin1Next

// KEEP8 writes the 8 bytes in the low half of V10 but those whose bits are set in the low half of V6. R3: the table. R5, R6, V9 and V12 are used.
#define KEEP8 \
	VADDV V6.B8, V9                  \
	VMOV V9.B[0], R5                 \
	EOR $0xff, R5, R5                \
	ADD R5<<3, R3, R6                \
	VLD1 (R6), [V12.B8]              \
	VTBL V12.B8, [V10.B16], V12.B8   \
	VST1 [V12.B8], (R0)              \
	VCNT V9.B8, V9.B8                \
	VMOV V9.B[0], R6                 \
	SUB R6, R0, R0                   \
	ADD $8, R0

// func utf8ToLatin1Blocks(dst, src *byte, n int, keep *[256][8]byte) (read, written int)
TEXT ·utf8ToLatin1Blocks(SB), NOSPLIT, $0-48
	ARGS
	SPREADB(0x3f, V14)
	SPREADB(0x80, V15)
	SPREADB(0xc0, V16)
	SPREADB(0xfe, V17)
	SPREADB(0xc2, V19)
	MOVD $bits<>+32(SB), R3
	VLD1 (R3), [V18.B16]
	MOVD keep+24(FP), R3
	VEOR V4.B16, V4.B16, V4.B16 // which of the 16 bytes before are first ones of two
	MOVD R0, R4
	MOVD R1, R8

utf8:
	VLD1 (R1), [V0.B16]
	VORR V0.B16, V4.B16, V5.B16
	ANY(V5)
	TST $0x8080808080808080, R6
	BNE two
	VST1.P [V0.B16], 16(R0)

utf8Next:
	ADD $16, R1
	SUBS $16, R2, R2
	BNE utf8

utf8Done:
	SUB R8, R1, R1
	MOVD R1, read+32(FP)
	SUB R4, R0, R0
	MOVD R0, written+40(FP)
	RET

two:
	VAND V17.B16, V0.B16, V5.B16
	VCMEQ V19.B16, V5.B16, V5.B16 // first bytes of two
	VAND V16.B16, V0.B16, V6.B16
	VCMEQ V15.B16, V6.B16, V6.B16 // continuations
	VEXT $15, V5.B16, V4.B16, V7.B16
	VEOR V6.B16, V7.B16, V7.B16
	VUMAX V15.B16, V0.B16, V8.B16
	VCMEQ V0.B16, V8.B16, V8.B16
	VEOR V5.B16, V8.B16, V8.B16
	VEOR V6.B16, V8.B16, V8.B16
	VORR V7.B16, V8.B16, V8.B16 // all that is not Latin-1
	ANY(V8)
	CBNZ R6, utf8Done
	VMOV V5.B16, V4.B16
	ADD $1, R1, R5
	VLD1 (R5), [V1.B16]
	VAND V14.B16, V1.B16, V1.B16
	VSHL $6, V0.B16, V2.B16
	VORR V1.B16, V2.B16, V2.B16
	VMOV V5.B16, V10.B16
	CHOOSE(V0, V2, V10)
	VAND V18.B16, V6.B16, V6.B16
	KEEP8
	VEXT $8, V6.B16, V6.B16, V6.B16
	VEXT $8, V10.B16, V10.B16, V10.B16
	KEEP8
	B utf8Next
