;; Calls through a table, of four functions in turn.
(type $step (func (param i32 i32) (result i32)))
(table funcref (elem $add $mix $sub $keep))
(func $add (type $step) (i32.add (local.get 0) (local.get 1)))
(func $mix (type $step) (i32.xor (local.get 0) (i32.mul (local.get 1) (i32.const 5))))
(func $sub (type $step) (i32.sub (local.get 0) (local.get 1)))
(func $keep (type $step) (local.get 0))
(func $work (param $rounds i32) (result i64) (local $x i32)
  (loop $next
    (local.set $x (call_indirect (type $step) (local.get $x) (local.get $rounds) (i32.and (local.get $rounds) (i32.const 3))))
    (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
  (i64.extend_i32_u (local.get $x)))
