//go:build !opcount

package vm

// counting says that instructions are counted, each by itself: none are joined.
const counting = false
