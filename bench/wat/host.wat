;; Calls of the host: a function of WASI that stores two numbers.
(func $work (param $rounds i32) (result i64) (local $sum i32)
  (loop $next
    (local.set $sum (i32.add (local.get $sum) (call $args_sizes_get (i32.const 32) (i32.const 36))))
    (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 32))))
    (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
  (i64.extend_i32_u (local.get $sum)))
