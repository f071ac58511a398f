//go:build !opcount

package vm

// counting says that forms are counted, each by itself: there are no pairs.
const counting = false
