;; memory.fill and memory.copy of 64 bytes each, where the cost of an instruction that moves a block shows.
(func $work (param $rounds i32) (result i64)
  (loop $next
    (memory.fill (i32.const 65536) (local.get $rounds) (i32.const 64))
    (memory.copy (i32.const 65664) (i32.const 65536) (i32.const 64))
    (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
  (i64.load (i32.const 65720)))
