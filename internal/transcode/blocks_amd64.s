//go:build !purego

#include "textflag.h"
#include "blocks_amd64.h"

// Every loop copies 64 bytes of the source at a time. AX, SI and DI: what is left, source and destination.

// func copyUTF8Blocks(dst, src *byte, n int, tables *[3][16]byte) bool
TEXT ·copyUTF8Blocks(SB), NOSPLIT, $0-33
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

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VPOR Y0, Y1, Y3
	VPOR Y2, Y3, Y3
	VPTEST Y12, Y3
	JNZ check

next:
	VMOVDQA Y1, Y2
	ADDQ $64, SI
	ADDQ $64, DI
	SUBQ $64, AX
	JNZ loop
	VPTEST Y15, Y15
	SETEQ ret+32(FP)
	VZEROUPPER
	RET

check:
	CHECK8(Y0, Y2)
	CHECK8(Y1, Y0)
	JMP next

// func copyASCIIBlocks(dst, src *byte, n int) int
TEXT ·copyASCIIBlocks(SB), NOSPLIT, $0-32
	ARGS
	MOVQ AX, CX
	SPREADQ(0x8080808080808080, X12, Y12)

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VPOR Y0, Y1, Y3
	VPTEST Y12, Y3
	JNZ done
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	ADDQ $64, SI
	ADDQ $64, DI
	SUBQ $64, AX
	JNZ loop

done:
	SUBQ AX, CX
	MOVQ CX, ret+24(FP)
	VZEROUPPER
	RET

// func widenBlocks(dst, src *byte, n int, stop byte) int
TEXT ·widenBlocks(SB), NOSPLIT, $0-40
	ARGS
	MOVQ AX, CX
	VPBROADCASTB stop+24(FP), Y12

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VPOR Y0, Y1, Y3
	VPTEST Y12, Y3
	JNZ done
	VPMOVZXBW X0, Y4
	VEXTRACTI128 $1, Y0, X0
	VPMOVZXBW X0, Y5
	VPMOVZXBW X1, Y6
	VEXTRACTI128 $1, Y1, X1
	VPMOVZXBW X1, Y7
	VMOVDQU Y4, (DI)
	VMOVDQU Y5, 32(DI)
	VMOVDQU Y6, 64(DI)
	VMOVDQU Y7, 96(DI)
	ADDQ $64, SI
	ADDQ $128, DI
	SUBQ $64, AX
	JNZ loop

done:
	SUBQ AX, CX
	MOVQ CX, ret+32(FP)
	VZEROUPPER
	RET

// func narrowBlocks(dst, src *byte, n int, stop uint16) int
TEXT ·narrowBlocks(SB), NOSPLIT, $0-40
	ARGS
	MOVQ AX, CX
	VPBROADCASTW stop+24(FP), Y12

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VPOR Y0, Y1, Y3
	VPTEST Y12, Y3
	JNZ done
	VPACKUSWB Y1, Y0, Y0 // quarters 0 2 1 3
	VPERMQ $0xd8, Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ $64, SI
	ADDQ $32, DI
	SUBQ $64, AX
	JNZ loop

done:
	SUBQ AX, CX
	SHRQ $1, CX
	MOVQ CX, ret+32(FP)
	VZEROUPPER
	RET

// func copyUTF16Blocks(dst, src *byte, n int) bool
TEXT ·copyUTF16Blocks(SB), NOSPLIT, $0-25
	ARGS
	SPREADQ(0xf800f800f800f800, X9, Y9)
	SPREADQ(0xfc00fc00fc00fc00, X10, Y10)
	SPREADQ(0xd800d800d800d800, X11, Y11)
	SPREADQ(0xdc00dc00dc00dc00, X12, Y12)
	VPXOR Y15, Y15, Y15
	VPXOR Y2, Y2, Y2

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VPAND Y9, Y0, Y3
	VPCMPEQW Y11, Y3, Y3
	VPAND Y9, Y1, Y4
	VPCMPEQW Y11, Y4, Y4
	VPOR Y3, Y4, Y3
	VPOR Y2, Y3, Y3
	VPTEST Y3, Y3
	JNZ check

next:
	ADDQ $64, SI
	ADDQ $64, DI
	SUBQ $64, AX
	JNZ loop
	VPTEST Y15, Y15
	SETEQ ret+24(FP)
	VZEROUPPER
	RET

check:
	CHECK16(Y0)
	CHECK16(Y1)
	JMP next

// func hasAVX2() bool
TEXT ·hasAVX2(SB), NOSPLIT, $0-1
	MOVB $0, ret+0(FP)
	XORL AX, AX
	CPUID
	CMPL AX, $7 // the highest leaf
	JCS no

	MOVL $1, AX
	CPUID
	ANDL $(1<<27 | 1<<28), CX // OSXSAVE, AVX
	CMPL CX, $(1<<27 | 1<<28)
	JNE no

	XORL CX, CX
	XGETBV
	ANDL $(1<<1 | 1<<2), AX // the state of XMM and of YMM registers
	CMPL AX, $(1<<1 | 1<<2)
	JNE no

	MOVL $7, AX
	XORL CX, CX
	CPUID
	BTL $5, BX // AVX2
	SETCS ret+0(FP)

no:
	RET
