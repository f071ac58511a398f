package syntax

import "github.com/wvm-project/wvm/wasm"

// This file holds canonical definitions: what makes component functions of core functions, core functions of component functions,
// and the built-in core functions.

// A CanonKind says what a canonical definition makes.
type CanonKind uint8

// The canonical definitions. The values are those of the binary format.
const (
	CanonLift                     CanonKind = 0x00
	CanonLower                    CanonKind = 0x01
	CanonResourceNew              CanonKind = 0x02
	CanonResourceDrop             CanonKind = 0x03
	CanonResourceRep              CanonKind = 0x04
	CanonTaskCancel               CanonKind = 0x05
	CanonSubtaskCancel            CanonKind = 0x06
	CanonTaskReturn               CanonKind = 0x09
	CanonContextGet               CanonKind = 0x0a
	CanonContextSet               CanonKind = 0x0b
	CanonThreadYield              CanonKind = 0x0c
	CanonSubtaskDrop              CanonKind = 0x0d
	CanonStreamNew                CanonKind = 0x0e
	CanonStreamRead               CanonKind = 0x0f
	CanonStreamWrite              CanonKind = 0x10
	CanonStreamCancelRead         CanonKind = 0x11
	CanonStreamCancelWrite        CanonKind = 0x12
	CanonStreamDropReadable       CanonKind = 0x13
	CanonStreamDropWritable       CanonKind = 0x14
	CanonFutureNew                CanonKind = 0x15
	CanonFutureRead               CanonKind = 0x16
	CanonFutureWrite              CanonKind = 0x17
	CanonFutureCancelRead         CanonKind = 0x18
	CanonFutureCancelWrite        CanonKind = 0x19
	CanonFutureDropReadable       CanonKind = 0x1a
	CanonFutureDropWritable       CanonKind = 0x1b
	CanonErrorContextNew          CanonKind = 0x1c
	CanonErrorContextDebugMessage CanonKind = 0x1d
	CanonErrorContextDrop         CanonKind = 0x1e
	CanonWaitableSetNew           CanonKind = 0x1f
	CanonWaitableSetWait          CanonKind = 0x20
	CanonWaitableSetPoll          CanonKind = 0x21
	CanonWaitableSetDrop          CanonKind = 0x22
	CanonWaitableJoin             CanonKind = 0x23
	CanonBackpressureInc          CanonKind = 0x24
	CanonBackpressureDec          CanonKind = 0x25
	CanonThreadIndex              CanonKind = 0x26
	CanonThreadNewIndirect        CanonKind = 0x27
	CanonThreadResumeLater        CanonKind = 0x28
	CanonThreadSuspend            CanonKind = 0x29
	CanonThreadSuspendThenResume  CanonKind = 0x2a
	CanonThreadYieldThenResume    CanonKind = 0x2b
	CanonThreadSuspendThenPromote CanonKind = 0x2c
	CanonThreadYieldThenPromote   CanonKind = 0x2d
	CanonThreadSpawnRef           CanonKind = 0x40
	CanonThreadSpawnIndirect      CanonKind = 0x41
	CanonThreadParallelism        CanonKind = 0x42
)

// A CanonShape says which immediates a canonical definition has, in the order of the binary format.
type CanonShape uint8

// The shapes.
const (
	CanonShapeNone         CanonShape = iota
	CanonShapeLift                    // 00, core function, options, type
	CanonShapeLower                   // 00, function, options
	CanonShapeType                    // type
	CanonShapeTypeOpts                // type, options
	CanonShapeTypeFlag                // type, flag
	CanonShapeFlag                    // flag
	CanonShapeResult                  // result list, options
	CanonShapeContext                 // core value type, number
	CanonShapeOpts                    // options
	CanonShapeFlagMem                 // flag, memory
	CanonShapeIndirect                // core type, table
	CanonShapeFlagType                // flag, core type
	CanonShapeFlagIndirect            // flag, core type, table
)

// A CanonInfo describes a kind of canonical definition.
type CanonInfo struct {
	Name    string // in the text format
	Shape   CanonShape
	Flag    string        // what the flag says when it is set: "async", "cancellable" or "shared"
	Feature wasm.Features // what it came with; more for some of its immediates
}

// Canons describes the kinds of canonical definitions, by kind; those without a name do not exist.
var Canons = [...]CanonInfo{
	CanonLift:                     {"lift", CanonShapeLift, "", 0},
	CanonLower:                    {"lower", CanonShapeLower, "", 0},
	CanonResourceNew:              {"resource.new", CanonShapeType, "", 0},
	CanonResourceDrop:             {"resource.drop", CanonShapeType, "", 0},
	CanonResourceRep:              {"resource.rep", CanonShapeType, "", 0},
	CanonTaskCancel:               {"task.cancel", CanonShapeNone, "", wasm.FeatureComponentAsync},
	CanonSubtaskCancel:            {"subtask.cancel", CanonShapeFlag, "async", wasm.FeatureComponentAsync},
	CanonTaskReturn:               {"task.return", CanonShapeResult, "", wasm.FeatureComponentAsync},
	CanonContextGet:               {"context.get", CanonShapeContext, "", wasm.FeatureComponentAsync},
	CanonContextSet:               {"context.set", CanonShapeContext, "", wasm.FeatureComponentAsync},
	CanonThreadYield:              {"thread.yield", CanonShapeFlag, "cancellable", wasm.FeatureComponentAsync},
	CanonSubtaskDrop:              {"subtask.drop", CanonShapeNone, "", wasm.FeatureComponentAsync},
	CanonStreamNew:                {"stream.new", CanonShapeType, "", wasm.FeatureComponentAsync},
	CanonStreamRead:               {"stream.read", CanonShapeTypeOpts, "", wasm.FeatureComponentAsync},
	CanonStreamWrite:              {"stream.write", CanonShapeTypeOpts, "", wasm.FeatureComponentAsync},
	CanonStreamCancelRead:         {"stream.cancel-read", CanonShapeTypeFlag, "async", wasm.FeatureComponentAsync},
	CanonStreamCancelWrite:        {"stream.cancel-write", CanonShapeTypeFlag, "async", wasm.FeatureComponentAsync},
	CanonStreamDropReadable:       {"stream.drop-readable", CanonShapeType, "", wasm.FeatureComponentAsync},
	CanonStreamDropWritable:       {"stream.drop-writable", CanonShapeType, "", wasm.FeatureComponentAsync},
	CanonFutureNew:                {"future.new", CanonShapeType, "", wasm.FeatureComponentAsync},
	CanonFutureRead:               {"future.read", CanonShapeTypeOpts, "", wasm.FeatureComponentAsync},
	CanonFutureWrite:              {"future.write", CanonShapeTypeOpts, "", wasm.FeatureComponentAsync},
	CanonFutureCancelRead:         {"future.cancel-read", CanonShapeTypeFlag, "async", wasm.FeatureComponentAsync},
	CanonFutureCancelWrite:        {"future.cancel-write", CanonShapeTypeFlag, "async", wasm.FeatureComponentAsync},
	CanonFutureDropReadable:       {"future.drop-readable", CanonShapeType, "", wasm.FeatureComponentAsync},
	CanonFutureDropWritable:       {"future.drop-writable", CanonShapeType, "", wasm.FeatureComponentAsync},
	CanonErrorContextNew:          {"error-context.new", CanonShapeOpts, "", wasm.FeatureComponentErrorContext},
	CanonErrorContextDebugMessage: {"error-context.debug-message", CanonShapeOpts, "", wasm.FeatureComponentErrorContext},
	CanonErrorContextDrop:         {"error-context.drop", CanonShapeNone, "", wasm.FeatureComponentErrorContext},
	CanonWaitableSetNew:           {"waitable-set.new", CanonShapeNone, "", wasm.FeatureComponentAsync},
	CanonWaitableSetWait:          {"waitable-set.wait", CanonShapeFlagMem, "cancellable", wasm.FeatureComponentAsync},
	CanonWaitableSetPoll:          {"waitable-set.poll", CanonShapeFlagMem, "cancellable", wasm.FeatureComponentAsync},
	CanonWaitableSetDrop:          {"waitable-set.drop", CanonShapeNone, "", wasm.FeatureComponentAsync},
	CanonWaitableJoin:             {"waitable.join", CanonShapeNone, "", wasm.FeatureComponentAsync},
	CanonBackpressureInc:          {"backpressure.inc", CanonShapeNone, "", wasm.FeatureComponentAsync},
	CanonBackpressureDec:          {"backpressure.dec", CanonShapeNone, "", wasm.FeatureComponentAsync},
	CanonThreadIndex:              {"thread.index", CanonShapeNone, "", wasm.FeatureComponentThreading},
	CanonThreadNewIndirect:        {"thread.new-indirect", CanonShapeIndirect, "", wasm.FeatureComponentThreading},
	CanonThreadResumeLater:        {"thread.resume-later", CanonShapeNone, "", wasm.FeatureComponentThreading},
	CanonThreadSuspend:            {"thread.suspend", CanonShapeFlag, "cancellable", wasm.FeatureComponentThreading},
	CanonThreadSuspendThenResume:  {"thread.suspend-then-resume", CanonShapeFlag, "cancellable", wasm.FeatureComponentThreading},
	CanonThreadYieldThenResume:    {"thread.yield-then-resume", CanonShapeFlag, "cancellable", wasm.FeatureComponentThreading},
	CanonThreadSuspendThenPromote: {"thread.suspend-then-promote", CanonShapeFlag, "cancellable", wasm.FeatureComponentThreading},
	CanonThreadYieldThenPromote:   {"thread.yield-then-promote", CanonShapeFlag, "cancellable", wasm.FeatureComponentThreading},
	CanonThreadSpawnRef:           {"thread.spawn-ref", CanonShapeFlagType, "shared", wasm.FeatureComponentSharedThreads},
	CanonThreadSpawnIndirect:      {"thread.spawn-indirect", CanonShapeFlagIndirect, "shared", wasm.FeatureComponentSharedThreads},
	CanonThreadParallelism:        {"thread.available-parallelism", CanonShapeFlag, "shared", wasm.FeatureComponentSharedThreads},
}

// A Canon is a canonical definition. Which fields mean something follows from the shape of its kind.
type Canon struct {
	Kind   CanonKind
	Func   uint32       // the core function of lift, the function of lower
	Type   uint32       // a type, or a core type (CanonShapeIndirect, CanonShapeFlagType, CanonShapeFlagIndirect)
	Result *ValType     // of task.return; nil: none
	Core   wasm.ValType // of context.get and context.set
	Slot   uint32       // of context.get and context.set
	Table  uint32
	Memory uint32
	Flag   bool
	Opts   []CanonOpt
	Offset int
}

// A CanonOptKind says what an option is.
type CanonOptKind uint8

// The options. The values are those of the binary format.
const (
	OptUTF8 CanonOptKind = iota
	OptUTF16
	OptLatin1UTF16
	OptMemory
	OptRealloc
	OptPostReturn
	OptAsync
	OptCallback
)

// A CanonOpt is an option of a canonical definition.
type CanonOpt struct {
	Kind  CanonOptKind
	Index uint32 // of a memory or a core function
}
