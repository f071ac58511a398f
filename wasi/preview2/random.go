package preview2

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"

	cryptorand "crypto/rand"
)

// This file holds wasi:random.

// randomBytes returns n bytes that nobody can foretell.
func (h *Host) randomBytes(ctx context.Context, n uint64) ([]byte, error) {
	return h.fill(ctx, h.cfg.Random, n)
}

// randomU64 returns a number that nobody can foretell.
func (h *Host) randomU64(ctx context.Context) (uint64, error) { return h.number(ctx, h.cfg.Random) }

// insecureRandomBytes returns n bytes that look random.
func (h *Host) insecureRandomBytes(ctx context.Context, n uint64) ([]byte, error) {
	return h.fill(ctx, h.pseudorandom(), n)
}

// insecureRandomU64 returns a number that looks random.
func (h *Host) insecureRandomU64(ctx context.Context) (uint64, error) {
	return h.number(ctx, h.pseudorandom())
}

// pseudorandom returns the source of what looks random.
func (h *Host) pseudorandom() io.Reader {
	if h.insecure == nil {
		var seed [32]byte
		cryptorand.Read(seed[:]) // never fails
		h.insecure = rand.NewChaCha8(seed)
	}
	return h.insecure
}

// A seed is 128 bits.
type seed struct{ Lower, Upper uint64 }

// insecureSeed returns bits for the seeds of hash tables.
func (h *Host) insecureSeed(ctx context.Context) (s seed, err error) {
	if s.Lower, err = h.number(ctx, h.pseudorandom()); err == nil {
		s.Upper, err = h.number(ctx, h.pseudorandom())
	}
	return s, err
}

// fill returns n bytes from a source. More than MaxRandom end the guest.
func (h *Host) fill(ctx context.Context, from io.Reader, n uint64) ([]byte, error) {
	if n > h.cfg.MaxRandom {
		return nil, fmt.Errorf("%d random bytes in a call, but MaxRandom is %d", n, h.cfg.MaxRandom)
	}
	b := make([]byte, n)
	for rest := b; len(rest) > 0; {
		part := rest[:min(len(rest), 1<<20)]
		if _, err := io.ReadFull(from, part); err != nil {
			return nil, fmt.Errorf("source of randomness: %w", err)
		}
		rest = rest[len(part):]
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (h *Host) number(ctx context.Context, from io.Reader) (uint64, error) {
	b, err := h.fill(ctx, from, 8)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(b), nil
}
