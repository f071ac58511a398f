;; Binary trees on the garbage collected heap: a round builds a tree of depth 12, 8191 nodes, beside one that stays, and counts it.
(type $tree (struct (field $left (ref null $tree)) (field $right (ref null $tree)) (field $salt (mut i32))))
(func $make (param $depth i32) (param $salt i32) (result (ref $tree))
  (if (result (ref $tree)) (local.get $depth)
    (then
      (struct.new $tree
        (call $make (i32.sub (local.get $depth) (i32.const 1)) (i32.add (local.get $salt) (local.get $salt)))
        (call $make (i32.sub (local.get $depth) (i32.const 1)) (i32.add (i32.add (local.get $salt) (local.get $salt)) (i32.const 1)))
        (local.get $salt)))
    (else (struct.new $tree (ref.null $tree) (ref.null $tree) (local.get $salt)))))
(func $check (param $t (ref null $tree)) (result i32)
  (if (result i32) (ref.is_null (local.get $t))
    (then (i32.const 0))
    (else
      (struct.set $tree $salt (local.get $t) (i32.xor (struct.get $tree $salt (local.get $t)) (i32.const 3)))
      (i32.add
        (struct.get $tree $salt (local.get $t))
        (i32.add (call $check (struct.get $tree $left (local.get $t))) (call $check (struct.get $tree $right (local.get $t))))))))
(func $work (param $rounds i32) (result i64) (local $long (ref null $tree)) (local $sum i64)
  (local.set $long (call $make (i32.const 14) (i32.const 1)))
  (loop $next
    (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_u (call $check (call $make (i32.const 12) (local.get $rounds))))))
    (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
  (i64.add (local.get $sum) (i64.extend_i32_u (call $check (local.get $long)))))
