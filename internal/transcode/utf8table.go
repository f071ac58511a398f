//go:build !purego && (amd64 || arm64)

package transcode

// This file holds the tables by which the assembly validates UTF-8. Every error but one shows in two neighbouring bytes: in the high
// and the low half of the first and the high half of the second. Each half selects from its table the errors that it allows; an error
// that all three allow is there. The bit twoConts is no error where a sequence of three or four bytes wants a continuation: the
// assembly compares it with that.

// The errors.
const (
	tooShort   = 1 << iota // a lead byte before one that is no continuation
	tooLong                // ASCII before a continuation
	overlong3              // e0 80..9f
	tooLarge               // f4 90..bf and f5..ff 90..bf
	surrogate3             // ed a0..bf
	overlong2              // c0..c1 before a continuation
	overlong4              // f0 80..8f, and f5..ff 80..8f, too large
	twoConts               // a continuation before another

	anyLow = tooShort | tooLong | twoConts // say nothing about the low half of the first byte
)

// utf8Tables has the tables: by the high half of the first byte, the low half of the first, the high half of the second. Each is
// there twice for instructions that look up in two halves of a register.
var utf8Tables = func() (t [3][32]byte) {
	first := [16]byte{
		8: twoConts, 9: twoConts, 10: twoConts, 11: twoConts,
		12: tooShort | overlong2,
		13: tooShort,
		14: tooShort | overlong3 | surrogate3,
		15: tooShort | tooLarge | overlong4,
	}
	low := [16]byte{
		0:  anyLow | overlong2 | overlong3 | overlong4,
		1:  anyLow | overlong2,
		2:  anyLow,
		3:  anyLow,
		4:  anyLow | tooLarge,
		13: anyLow | tooLarge | overlong4 | surrogate3,
	}
	second := [16]byte{
		8:  tooLong | twoConts | overlong2 | overlong3 | overlong4,
		9:  tooLong | twoConts | overlong2 | overlong3 | tooLarge,
		10: tooLong | twoConts | overlong2 | surrogate3 | tooLarge,
		11: tooLong | twoConts | overlong2 | surrogate3 | tooLarge,
	}
	for i := range 16 {
		if i < 8 {
			first[i] = tooLong
		}
		if i < 8 || i > 11 {
			second[i] = tooShort
		}
		if i > 4 && i != 13 {
			low[i] = anyLow | tooLarge | overlong4
		}
		t[0][i], t[0][i+16] = first[i], first[i]
		t[1][i], t[1][i+16] = low[i], low[i]
		t[2][i], t[2][i+16] = second[i], second[i]
	}
	return t
}()
