//go:build !opcount

package vm

// counting says that instructions are counted, each by itself: none are joined.
const counting = false

// Only the counting build wants to know these.
func (l *lowerer) noteBare() {}

func registerBare([]inst) {}
