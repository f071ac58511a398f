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
	fromF5 = anyLow | tooLarge | overlong4 // has the low half of a first byte that may be f5..ff
)

// utf8Tables has the tables: by the high half of the first byte, the low half of the first, the high half of the second.
var utf8Tables = [3][16]byte{
	{
		tooLong, tooLong, tooLong, tooLong, tooLong, tooLong, tooLong, tooLong,
		twoConts, twoConts, twoConts, twoConts,
		tooShort | overlong2,
		tooShort,
		tooShort | overlong3 | surrogate3,
		tooShort | tooLarge | overlong4,
	},
	{
		anyLow | overlong2 | overlong3 | overlong4,
		anyLow | overlong2,
		anyLow,
		anyLow,
		anyLow | tooLarge,
		fromF5, fromF5, fromF5, fromF5, fromF5, fromF5, fromF5, fromF5,
		fromF5 | surrogate3,
		fromF5, fromF5,
	},
	{
		tooShort, tooShort, tooShort, tooShort, tooShort, tooShort, tooShort, tooShort,
		tooLong | twoConts | overlong2 | overlong3 | overlong4,
		tooLong | twoConts | overlong2 | overlong3 | tooLarge,
		tooLong | twoConts | overlong2 | surrogate3 | tooLarge,
		tooLong | twoConts | overlong2 | surrogate3 | tooLarge,
		tooShort, tooShort, tooShort, tooShort,
	},
}
