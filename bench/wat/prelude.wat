;; The frame of the text workloads: the harness puts the fields of one of them behind these. A workload defines $work, from the
;; number of rounds to an answer; the command takes the rounds as its argument and prints the answer in hexadecimal. The
;; first 64 KiB of the memory are the frame's.
(import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
(import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
(memory (export "memory") 33)
(func (export "_start")
  (call $print (call $work (call $rounds))))

;; $rounds reads argument 1.
(func $rounds (result i32) (local $at i32) (local $n i32)
  (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
  (if (i32.or (i32.lt_u (i32.load (i32.const 0)) (i32.const 2)) (i32.gt_u (i32.load (i32.const 4)) (i32.const 4000)))
    (then (unreachable)))
  (drop (call $args_get (i32.const 16) (i32.const 8192)))
  (local.set $at (i32.load (i32.const 20)))
  (loop $digit
    (if (i32.load8_u (local.get $at))
      (then
        (local.set $n (i32.add (i32.mul (local.get $n) (i32.const 10)) (i32.sub (i32.load8_u (local.get $at)) (i32.const 48))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $digit))))
  (local.get $n))

;; $print writes 16 digits and a newline.
(func $print (param $x i64) (local $at i32) (local $digit i32)
  (local.set $at (i32.const 16))
  (i32.store8 offset=1040 (i32.const 0) (i32.const 10))
  (loop $next
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (local.set $digit (i32.and (i32.wrap_i64 (local.get $x)) (i32.const 15)))
    (i32.store8 offset=1024 (local.get $at)
      (i32.add (local.get $digit) (select (i32.const 87) (i32.const 48) (i32.gt_u (local.get $digit) (i32.const 9)))))
    (local.set $x (i64.shr_u (local.get $x) (i64.const 4)))
    (br_if $next (local.get $at)))
  (i32.store (i32.const 0) (i32.const 1024))
  (i32.store (i32.const 4) (i32.const 17))
  (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
