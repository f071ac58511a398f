//go:build !purego

#include "textflag.h"
#include "blocks_amd64.h"

// This file holds the conversions of UTF-16 to UTF-8 and between Latin-1 and UTF-8. Each unit of UTF-16 becomes four bytes, of which one to three
// stay; of a pair each half becomes two. Each byte of Latin-1 becomes two, of which one or both stay.

// DWORDS defines 32 bytes of constants.
#define DWORDS(i, value) \
	DATA dwords<>+(32*i+0)(SB)/8, $value  \
	DATA dwords<>+(32*i+8)(SB)/8, $value  \
	DATA dwords<>+(32*i+16)(SB)/8, $value \
	DATA dwords<>+(32*i+24)(SB)/8, $value

DWORDS(0, 0x0000003f0000003f)
DWORDS(1, 0x0000008000000080)
DWORDS(2, 0x000000c0000000c0)
DWORDS(3, 0x000080e0000080e0)
DWORDS(4, 0x0000007f0000007f)
DWORDS(5, 0x000007ff000007ff)
DWORDS(6, 0x0000fc000000fc00)
DWORDS(7, 0x0000d8000000d800)
DWORDS(8, 0x0000dc000000dc00)
DWORDS(9, 0x0000d7c00000d7c0)
DWORDS(10, 0x000080f0000080f0)
DWORDS(11, 0x0000000300000003)
DWORDS(12, 0x0000000f0000000f)
DWORDS(13, 0x0000808000008080)
DWORDS(14, 0xff80ff80ff80ff80)
GLOBL dwords<>(SB), RODATA|NOPTR, $480

#define D3F dwords<>+0(SB)
#define D80 dwords<>+32(SB)
#define DC0 dwords<>+64(SB)
#define D80E0 dwords<>+96(SB)
#define D7F dwords<>+128(SB)
#define D7FF dwords<>+160(SB)
#define DFC00 dwords<>+192(SB)
#define DD800 dwords<>+224(SB)
#define DDC00 dwords<>+256(SB)
#define DD7C0 dwords<>+288(SB)
#define D80F0 dwords<>+320(SB)
#define D03 dwords<>+352(SB)
#define D0F dwords<>+384(SB)
#define D8080 dwords<>+416(SB)
#define WFF80 dwords<>+448(SB)

// ENCODE leaves in Y7 what the 8 units in units are in UTF-8, four bytes each, and the units in Y3. R8 and R9: which have two bytes or more, and
// three. Y4 to Y6 are used.
#define ENCODE(units) \
	VPMOVZXWD units, Y3       \
	VPAND D3F, Y3, Y4         \
	VPOR D80, Y4, Y4          \
	VPSLLD $8, Y4, Y6         \ // the second byte of two
	VPSRLD $6, Y3, Y5         \
	VPOR DC0, Y5, Y7          \
	VPOR Y6, Y7, Y7           \
	VPAND D3F, Y5, Y5         \
	VPSLLD $8, Y5, Y5         \
	VPSLLD $8, Y6, Y6         \ // the last one of three
	VPOR Y6, Y5, Y5           \
	VPSRLD $12, Y3, Y6        \
	VPOR Y6, Y5, Y5           \
	VPOR D80E0, Y5, Y5        \
	VPCMPGTD D7F, Y3, Y6      \
	VMOVMSKPS Y6, R8          \
	VPBLENDVB Y6, Y7, Y3, Y7  \
	VPCMPGTD D7FF, Y3, Y6     \
	VMOVMSKPS Y6, R9          \
	VPBLENDVB Y6, Y5, Y7, Y7

// HALVES continues ENCODE for halves of pairs; before has the units just before.
#define HALVES(before) \
	VPAND DFC00, Y3, Y6       \
	VPCMPEQD DD800, Y6, Y5    \ // high halves
	VPCMPEQD DDC00, Y6, Y6    \ // low halves
	VPOR Y5, Y6, Y4           \
	VMOVMSKPS Y4, R10         \
	NOTL R10                  \
	ANDL R10, R9              \
	VPSUBD DD7C0, Y3, Y4      \ // bits 10 to 20 of the code point
	VPBLENDVB Y5, Y4, Y3, Y3  \
	VPSRLD $2, Y3, Y4         \
	VPAND D3F, Y4, Y4         \
	VPSLLD $8, Y4, Y4         \
	VPOR D80F0, Y4, Y4        \
	VPSRLD $8, Y3, Y1         \
	VPOR Y1, Y4, Y4           \
	VPBLENDVB Y5, Y4, Y7, Y7  \
	VPMOVZXWD before, Y4      \
	VPAND D03, Y4, Y4         \
	VPSLLD $4, Y4, Y4         \
	VPSRLD $6, Y3, Y5         \
	VPAND D0F, Y5, Y5         \
	VPOR Y4, Y5, Y5           \
	VPAND D3F, Y3, Y4         \
	VPSLLD $8, Y4, Y4         \
	VPOR Y4, Y5, Y5           \
	VPOR D8080, Y5, Y5        \
	VPBLENDVB Y6, Y5, Y7, Y7

// PUT4 writes four characters from X7. index has their sizes. BX: the table. R10 and X3 are used.
#define PUT4(index) \
	POPCNTL index, R10            \
	SHLL $4, index                \
	VPSHUFB (BX)(index*1), X7, X3 \
	VMOVDQU X3, (DI)              \
	LEAQ 4(DI)(R10*1), DI

// PUT8 writes the eight characters in Y7.
#define PUT8 \
	MOVL R9, R11            \
	ANDL $0xf, R11          \
	SHLL $4, R11            \
	MOVL R8, R13            \
	ANDL $0xf, R13          \
	ORL R13, R11            \
	PUT4(R11)               \
	VEXTRACTI128 $1, Y7, X7 \
	ANDL $0xf0, R9          \
	SHRL $4, R8             \
	ORL R8, R9              \
	PUT4(R9)

// func utf16ToUTF8Blocks(dst, src *byte, n int, join *[256][16]byte) (written int, ok bool)
TEXT ·utf16ToUTF8Blocks(SB), NOSPLIT, $0-41
	ARGS
	SPREADQ(0xf800f800f800f800, X9, Y9)
	SPREADQ(0xfc00fc00fc00fc00, X10, Y10)
	SPREADQ(0xd800d800d800d800, X11, Y11)
	SPREADQ(0xdc00dc00dc00dc00, X12, Y12)
	VPXOR Y15, Y15, Y15
	VPXOR Y2, Y2, Y2    // the high halves among the 16 units before
	VPXOR Y14, Y14, Y14 // these units
	MOVQ join+24(FP), BX
	MOVQ DI, R12

loop:
	VMOVDQU (SI), Y0
	VPOR Y2, Y0, Y3
	VPTEST WFF80, Y3
	JNZ mixed
	VEXTRACTI128 $1, Y0, X1
	VPACKUSWB X1, X0, X3
	VMOVDQU X3, (DI)
	ADDQ $16, DI

next:
	VMOVDQA Y0, Y14
	ADDQ $32, SI
	SUBQ $32, AX
	JNZ loop
	SUBQ R12, DI
	MOVQ DI, written+32(FP)
	VPTEST Y15, Y15
	SETEQ ok+40(FP)
	VZEROUPPER
	RET

mixed:
	VPAND Y9, Y0, Y3
	VPCMPEQW Y11, Y3, Y3
	VPOR Y2, Y3, Y3
	VPTEST Y3, Y3
	JNZ pairs
	ENCODE(X0)
	PUT8
	VEXTRACTI128 $1, Y0, X1
	ENCODE(X1)
	PUT8
	JMP next

pairs:
	CHECK16(Y0)
	VPERM2I128 $0x21, Y0, Y14, Y3
	VPALIGNR $14, Y3, Y0, Y8 // the units just before
	ENCODE(X0)
	HALVES(X8)
	PUT8
	VEXTRACTI128 $1, Y8, X8
	VEXTRACTI128 $1, Y0, X3
	ENCODE(X3)
	HALVES(X8)
	PUT8
	JMP next

// func latin1ToUTF8Blocks(dst, src *byte, n int, spread *[256][16]byte) (written int)
TEXT ·latin1ToUTF8Blocks(SB), NOSPLIT, $0-40
	ARGS
	MOVQ DI, R12
	SPREADQ(0x003f003f003f003f, X13, Y13)
	SPREADQ(0x80c080c080c080c0, X14, Y14)
	SPREADQ(0x007f007f007f007f, X15, Y15)
	MOVQ spread+24(FP), BX

latin1:
	VMOVDQU (SI), X0
	VPMOVMSKB X0, R8
	TESTL R8, R8
	JNZ high
	VMOVDQU X0, (DI)
	ADDQ $16, DI

latin1Next:
	ADDQ $16, SI
	SUBQ $16, AX
	JNZ latin1
	SUBQ R12, DI
	MOVQ DI, written+32(FP)
	VZEROUPPER
	RET

high:
	VPMOVZXBW X0, Y3
	VPSRLW $6, Y3, Y4
	VPAND Y13, Y3, Y5
	VPSLLW $8, Y5, Y5
	VPOR Y5, Y4, Y4
	VPOR Y14, Y4, Y4
	VPCMPGTW Y15, Y3, Y5
	VPBLENDVB Y5, Y4, Y3, Y3
	MOVBLZX R8, R9
	POPCNTL R9, R10
	SHLL $4, R9
	VPSHUFB (BX)(R9*1), X3, X4
	VMOVDQU X4, (DI)
	LEAQ 8(DI)(R10*1), DI
	VEXTRACTI128 $1, Y3, X3
	SHRL $8, R8
	POPCNTL R8, R10
	SHLL $4, R8
	VPSHUFB (BX)(R8*1), X3, X4
	VMOVDQU X4, (DI)
	LEAQ 8(DI)(R10*1), DI
	JMP latin1Next

// KEEP8 writes the 8 bytes in the low half of X7 that the low bits of R8 stand for. BX: the table. R9, R10, X3 and X4 are used.
#define KEEP8 \
	MOVBLZX R8, R9          \
	SHRL $8, R8             \
	POPCNTL R9, R10         \
	VMOVQ (BX)(R9*8), X3    \
	VPSHUFB X3, X7, X4      \
	VMOVQ X4, (DI)          \
	ADDQ R10, DI

// func utf8ToLatin1Blocks(dst, src *byte, n int, keep *[256][8]byte) (read, written int)
TEXT ·utf8ToLatin1Blocks(SB), NOSPLIT, $0-48
	ARGS
	MOVQ AX, R11
	MOVQ DI, R12
	SPREADQ(0x8080808080808080, X12, Y12)
	SPREADQ(0xc0c0c0c0c0c0c0c0, X13, Y13)
	SPREADQ(0xfefefefefefefefe, X14, Y14)
	SPREADQ(0xc2c2c2c2c2c2c2c2, X15, Y15)
	SPREADQ(0x3f3f3f3f3f3f3f3f, X11, Y11)
	VPXOR Y2, Y2, Y2 // which of the 32 bytes before are first ones of two
	MOVQ keep+24(FP), BX

utf8:
	VMOVDQU (SI), Y0
	VPOR Y2, Y0, Y3
	VPTEST Y12, Y3
	JNZ two
	VMOVDQU Y0, (DI)
	ADDQ $32, DI

utf8Next:
	ADDQ $32, SI
	SUBQ $32, AX
	JNZ utf8

utf8Done:
	SUBQ AX, R11
	MOVQ R11, read+32(FP)
	SUBQ R12, DI
	MOVQ DI, written+40(FP)
	VZEROUPPER
	RET

two:
	VPAND Y14, Y0, Y3
	VPCMPEQB Y15, Y3, Y3 // first bytes of two
	VPCMPGTB Y0, Y13, Y4 // continuations
	VPERM2I128 $0x21, Y3, Y2, Y5
	VPALIGNR $15, Y5, Y3, Y5
	VPXOR Y4, Y5, Y5
	VPOR Y3, Y4, Y6
	VPANDN Y0, Y6, Y6
	VPAND Y12, Y6, Y6
	VPOR Y5, Y6, Y5 // all that is not Latin-1
	VPTEST Y5, Y5
	JNZ utf8Done
	VMOVDQA Y3, Y2
	VPMOVMSKB Y4, R8
	NOTL R8
	VPSLLW $6, Y0, Y5
	VPAND Y13, Y5, Y5
	VPAND 1(SI), Y11, Y6
	VPOR Y5, Y6, Y5
	VPBLENDVB Y3, Y5, Y0, Y0
	VMOVDQA X0, X7
	KEEP8
	VPSRLDQ $8, X7, X7
	KEEP8
	VEXTRACTI128 $1, Y0, X7
	KEEP8
	VPSRLDQ $8, X7, X7
	KEEP8
	JMP utf8Next
