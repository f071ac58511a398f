package preview2

import (
	"math"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/wasi/internal/sock"
)

// This file holds the options of sockets.

// The largest values that systems take.
const (
	maxKeepTime  = 32767 // seconds
	maxKeepCount = 127
)

// get returns an option of a socket that is not closed.
func (t *tcpSocket) get(o sock.Option) (int, error) {
	if t.state == tcpClosed {
		return 0, socketError(sock.InvalidState)
	}
	return t.s.Get(o)
}

// set sets an option, of which 0 is no value, to the nearest one that there is.
func (t *tcpSocket) set(o sock.Option, v, most uint64) netResult[component.None] {
	switch {
	case t.state == tcpClosed:
		return netErr[component.None](sock.InvalidState)
	case v == 0:
		return netErr[component.None](sock.InvalidArgument)
	}
	return netDone(t.s.Set(o, int(min(v, most))))
}

func (t *tcpSocket) keepAliveEnabled() netResult[bool] {
	n, err := t.get(sock.KeepAlive)
	return netValue(n != 0, err)
}

func (t *tcpSocket) setKeepAliveEnabled(on bool) netResult[component.None] {
	if t.state == tcpClosed {
		return netErr[component.None](sock.InvalidState)
	}
	v := 0
	if on {
		v = 1
	}
	return netDone(t.s.Set(sock.KeepAlive, v))
}

// getTime returns an option in nanoseconds.
func (t *tcpSocket) getTime(o sock.Option) netResult[uint64] {
	n, err := t.get(o)
	return netValue(uint64(n)*uint64(time.Second), err)
}

// setTime sets an option in nanoseconds, which the system has in seconds.
func (t *tcpSocket) setTime(o sock.Option, d uint64) netResult[component.None] {
	seconds := d / uint64(time.Second)
	if d > 0 {
		seconds = max(seconds, 1)
	}
	return t.set(o, seconds, maxKeepTime)
}

func (t *tcpSocket) keepAliveIdleTime() netResult[uint64] { return t.getTime(sock.KeepIdle) }

func (t *tcpSocket) setKeepAliveIdleTime(d uint64) netResult[component.None] {
	return t.setTime(sock.KeepIdle, d)
}

func (t *tcpSocket) keepAliveInterval() netResult[uint64] { return t.getTime(sock.KeepInterval) }

func (t *tcpSocket) setKeepAliveInterval(d uint64) netResult[component.None] {
	return t.setTime(sock.KeepInterval, d)
}

func (t *tcpSocket) keepAliveCount() netResult[uint32] {
	n, err := t.get(sock.KeepCount)
	return netValue(uint32(n), err)
}

func (t *tcpSocket) setKeepAliveCount(n uint32) netResult[component.None] {
	return t.set(sock.KeepCount, uint64(n), maxKeepCount)
}

func (t *tcpSocket) hopLimit() netResult[uint8] {
	n, err := t.get(sock.HopLimit)
	return netValue(uint8(n), err)
}

func (t *tcpSocket) setHopLimit(n uint8) netResult[component.None] {
	return t.set(sock.HopLimit, uint64(n), math.MaxUint8)
}

func (t *tcpSocket) receiveBufferSize() netResult[uint64] {
	n, err := t.get(sock.ReceiveBuffer)
	return netValue(uint64(n), err)
}

func (t *tcpSocket) setReceiveBufferSize(n uint64) netResult[component.None] {
	return t.set(sock.ReceiveBuffer, n, math.MaxInt32)
}

func (t *tcpSocket) sendBufferSize() netResult[uint64] {
	n, err := t.get(sock.SendBuffer)
	return netValue(uint64(n), err)
}

func (t *tcpSocket) setSendBufferSize(n uint64) netResult[component.None] {
	return t.set(sock.SendBuffer, n, math.MaxInt32)
}

// udpSet sets an option of which 0 is no value.
func (u *udpSocket) set(o sock.Option, v, most uint64) netResult[component.None] {
	if v == 0 {
		return netErr[component.None](sock.InvalidArgument)
	}
	return netDone(u.s.Set(o, int(min(v, most))))
}

func (u *udpSocket) unicastHopLimit() netResult[uint8] {
	n, err := u.s.Get(sock.HopLimit)
	return netValue(uint8(n), err)
}

func (u *udpSocket) setUnicastHopLimit(n uint8) netResult[component.None] {
	return u.set(sock.HopLimit, uint64(n), math.MaxUint8)
}

func (u *udpSocket) receiveBufferSize() netResult[uint64] {
	n, err := u.s.Get(sock.ReceiveBuffer)
	return netValue(uint64(n), err)
}

func (u *udpSocket) setReceiveBufferSize(n uint64) netResult[component.None] {
	return u.set(sock.ReceiveBuffer, n, math.MaxInt32)
}

func (u *udpSocket) sendBufferSize() netResult[uint64] {
	n, err := u.s.Get(sock.SendBuffer)
	return netValue(uint64(n), err)
}

func (u *udpSocket) setSendBufferSize(n uint64) netResult[component.None] {
	return u.set(sock.SendBuffer, n, math.MaxInt32)
}
