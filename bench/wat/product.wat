;; The inner loop of an f64 matrix product: load, multiply by a loaded number, add, advance two pointers, count.
(func $work (param $rounds i32) (result i64) (local $p i32) (local $q i32) (local $k i32) (local $sum f64)
  (f64.store (i32.const 65544) (f64.const 1.5))
  (f64.store (i32.const 65600) (f64.const 0.75))
  (loop $again
    (local.set $p (i32.const 65536))
    (local.set $q (i32.const 65536))
    (local.set $k (i32.const 1000))
    (loop $next
      (local.set $sum (f64.add (local.get $sum) (f64.mul (f64.load (local.get $p)) (f64.load (local.get $q)))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (local.set $q (i32.add (local.get $q) (i32.const 64)))
      (br_if $next (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
    (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
  (i64.trunc_sat_f64_s (f64.mul (local.get $sum) (f64.const 1000))))
