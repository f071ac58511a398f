;; A byte loop: load, add, store, count. A round walks over 1024 bytes.
(func $work (param $rounds i32) (result i64) (local $i i32)
  (loop $again
    (local.set $i (i32.const 1024))
    (loop $next
      (i32.store8 offset=65535 (local.get $i) (i32.add (i32.load8_u offset=65535 (local.get $i)) (i32.const 3)))
      (br_if $next (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
  (i64.load8_u (i32.const 65540)))
