package preview1

import (
	"context"
	"crypto/rand"
	"io"
)

// randomGet fills n bytes at p with random ones.
func (h *Host) randomGet(ctx context.Context, mem memory, p ptr, n size) errno {
	b, ok := mem.bytes(p, n)
	if !ok {
		return errnoFault
	}
	for len(b) > 0 {
		part := b[:min(len(b), chunk)]
		if h.random == nil {
			rand.Read(part) // never fails
		} else if _, err := io.ReadFull(h.random, part); err != nil {
			return errnoIo
		}
		b = b[len(part):]
		if len(b) > 0 && ctx.Err() != nil {
			return interrupted
		}
	}
	return errnoSuccess
}
