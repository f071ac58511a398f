;; Two recursive calls, with a third of the calls at a leaf. A round is fib(15): 1973 calls.
(func $work (param $rounds i32) (result i64) (local $sum i64)
  (loop $next
    (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $fib (i32.const 15)))))
    (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
  (local.get $sum))
(func $fib (param $n i32) (result i32)
  (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
    (then (local.get $n))
    (else (i32.add (call $fib (i32.sub (local.get $n) (i32.const 1))) (call $fib (i32.sub (local.get $n) (i32.const 2)))))))
