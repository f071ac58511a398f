//go:build unix && !linux

package vm

// spares are not kept where the system does not promise that pages that are taken back are empty.
var spares spareList

type spareList struct{}

func (spareList) take(int) (reservation, bool) { return reservation{}, false }
func (spareList) put(*reservation) bool        { return false }
func (spareList) drop() bool                   { return false }
