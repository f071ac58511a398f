//go:build !purego

#include "textflag.h"
#include "blocks_amd64.h"

// This file holds conversions that turn each byte into what it would be if a character began there, and then push together what is to stay, 8 at a
// time. So they take the same time for any text.

// PAIR defines 32 bytes of constants.
#define PAIR(i, low, high) \
	DATA bytes<>+(32*i+0)(SB)/8, $low  \
	DATA bytes<>+(32*i+8)(SB)/8, $high  \
	DATA bytes<>+(32*i+16)(SB)/8, $low \
	DATA bytes<>+(32*i+24)(SB)/8, $high

PAIR(0, 0x0303030303030303, 0x0303030303030303)
PAIR(1, 0x0707070707070707, 0x0707070707070707)
PAIR(2, 0x3f3f3f3f3f3f3f3f, 0x3f3f3f3f3f3f3f3f)
PAIR(3, 0xc0c0c0c0c0c0c0c0, 0xc0c0c0c0c0c0c0c0)
PAIR(4, 0xd7d7d7d7d7d7d7d7, 0xd7d7d7d7d7d7d7d7)
PAIR(5, 0xdcdcdcdcdcdcdcdc, 0xdcdcdcdcdcdcdcdc)
PAIR(6, 0xf0f0f0f0f0f0f0f0, 0xf0f0f0f0f0f0f0f0)
PAIR(7, 0xfcfcfcfcfcfcfcfc, 0xfcfcfcfcfcfcfcfc)
PAIR(8, 0x0000000000000000, 0x000f0f0f00000000)
PAIR(9, 0x0000000000000000, 0x00f0000000000000)
GLOBL bytes<>(SB), RODATA|NOPTR, $320

#define B03 bytes<>+0(SB)
#define B07 bytes<>+32(SB)
#define B3F bytes<>+64(SB)
#define BC0 bytes<>+96(SB)
#define BD7 bytes<>+128(SB)
#define BDC bytes<>+160(SB)
#define BF0 bytes<>+192(SB)
#define BFC bytes<>+224(SB)
// What the high byte has of the byte before the last, and of the one before that, by the high half of the first byte.
#define OFLAST bytes<>+256(SB)
#define OFFIRST bytes<>+288(SB)

// CONVERT leaves in Y6 and Y7 the low and the high bytes of what characters that begin at the 32 bytes in Y0 are in UTF-16. The top bits of Y3 say
// which of them have three bytes rather than two. Y1, Y4 and Y5 are used.
#define CONVERT \
	VMOVDQU 1(SI), Y4               \
	VPBLENDVB Y3, Y4, Y0, Y5        \ // the byte before the last
	VPBLENDVB Y3, 2(SI), Y4, Y6     \ // the last
	VPSLLW $6, Y5, Y7               \
	VPAND BC0, Y7, Y7               \
	VPAND B3F, Y6, Y6               \
	VPOR Y7, Y6, Y6                 \
	VPBLENDVB Y0, Y6, Y0, Y6        \ // ASCII stays what it is
	VPSRLW $4, Y0, Y1               \
	VPAND Y11, Y1, Y1               \
	VMOVDQU OFLAST, Y7              \
	VPSHUFB Y1, Y7, Y7              \
	VPSRLW $2, Y5, Y5               \
	VPAND Y5, Y7, Y7                \
	VMOVDQU OFFIRST, Y5             \
	VPSHUFB Y1, Y5, Y5              \
	VPSLLW $4, Y0, Y4               \
	VPAND Y4, Y5, Y5                \
	VPOR Y5, Y7, Y7

// PACK8 writes the 8 units in reg that the bits 1 to 8 of R8 stand for. BX: the table. R9, R10 and X3 are used.
#define PACK8(reg) \
	MOVL $0x1fe, R9             \
	ANDL R8, R9                 \
	SHRQ $8, R8                 \
	POPCNTL R9, R10             \
	VPSHUFB (BX)(R9*8), reg, X3 \
	VMOVDQU X3, (DI)            \
	LEAQ (DI)(R10*2), DI

// PACK32 writes units whose quarters are in Y1 and Y6: the first and the third, the second and the last.
#define PACK32 \
	PACK8(X1)                \
	PACK8(X6)                \
	VEXTRACTI128 $1, Y1, X1  \
	VEXTRACTI128 $1, Y6, X6  \
	PACK8(X1)                \
	PACK8(X6)

// func utf8ToUTF16Blocks(dst, src *byte, n int, tables *[3][16]byte, pack *[256][16]byte) (written int, ok bool)
TEXT ·utf8ToUTF16Blocks(SB), NOSPLIT, $0-49
	ARGS
	MOVQ tables+24(FP), BX
	VBROADCASTI128 (BX), Y8
	VBROADCASTI128 16(BX), Y9
	VBROADCASTI128 32(BX), Y10
	SPREADQ(0x0f0f0f0f0f0f0f0f, X11, Y11)
	SPREADQ(0x8080808080808080, X12, Y12)
	SPREADQ(0x6060606060606060, X13, Y13)
	SPREADQ(0x7070707070707070, X14, Y14)
	VPXOR Y15, Y15, Y15
	VPXOR Y2, Y2, Y2 // the 32 bytes before
	MOVQ pack+32(FP), BX
	MOVQ DI, R12
	XORL R11, R11 // whether the byte before is the first of four

loop:
	VMOVDQU (SI), Y0
	VPOR Y2, Y0, Y3
	VPTEST Y12, Y3
	JNZ mixed
	VPMOVZXBW X0, Y4
	VEXTRACTI128 $1, Y0, X5
	VPMOVZXBW X5, Y5
	VMOVDQU Y4, (DI)
	VMOVDQU Y5, 32(DI)
	ADDQ $64, DI

next:
	VMOVDQA Y0, Y2
	ADDQ $32, SI
	SUBQ $32, AX
	JNZ loop
	SUBQ R12, DI
	MOVQ DI, written+40(FP)
	VPTEST Y15, Y15
	SETEQ ok+48(FP)
	VZEROUPPER
	RET

mixed:
	CHECK8(Y0, Y2)
	VMOVDQU BC0, Y4
	VPCMPGTB Y0, Y4, Y4
	VPMOVMSKB Y4, R8
	NOTL R8 // all but continuations
	VPMAXUB BF0, Y0, Y5
	VPCMPEQB Y0, Y5, Y5
	VPMOVMSKB Y5, R10
	LEAL (R11)(R10*2), R9
	MOVL R10, R11
	SHRL $31, R11
	ORL R9, R10
	JNZ four
	ADDQ R8, R8
	VPSLLW $2, Y0, Y3
	CONVERT
	VPUNPCKLBW Y7, Y6, Y1
	VPUNPCKHBW Y7, Y6, Y6
	PACK32
	JMP next

four: // Of characters of four bytes the first becomes the high half of the pair, the second the low one.
	ORL R9, R8
	ADDQ R8, R8
	VPERM2I128 $0x21, Y0, Y2, Y3
	VPALIGNR $15, Y3, Y0, Y2
	VPMAXUB BF0, Y2, Y3
	VPCMPEQB Y2, Y3, Y2 // the second bytes
	VPSLLW $2, Y0, Y3
	VPOR Y2, Y3, Y3
	CONVERT
	VMOVDQU 1(SI), Y4
	VPSRLW $2, Y4, Y5
	VPAND B03, Y5, Y5
	VPOR BDC, Y5, Y5
	VPBLENDVB Y2, Y5, Y7, Y7
	VPMAXUB BF0, Y0, Y3
	VPCMPEQB Y0, Y3, Y3 // the first bytes
	VPSLLW $2, Y4, Y4
	VPAND BFC, Y4, Y4
	VMOVDQU 2(SI), Y5
	VPSRLW $4, Y5, Y5
	VPAND B03, Y5, Y5
	VPOR Y5, Y4, Y4
	VPBLENDVB Y3, Y4, Y6, Y6
	VPAND B07, Y0, Y4
	VPBLENDVB Y3, Y4, Y7, Y7
	VPAND BC0, Y3, Y4 // d800 less the 1 that numbers from 10000 have less there
	VPAND BD7, Y3, Y5
	VPUNPCKLBW Y7, Y6, Y1
	VPUNPCKHBW Y7, Y6, Y6
	VPUNPCKLBW Y5, Y4, Y3
	VPUNPCKHBW Y5, Y4, Y4
	VPADDW Y3, Y1, Y1
	VPADDW Y4, Y6, Y6
	PACK32
	JMP next
