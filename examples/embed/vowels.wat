;; A component: vowels counts the vowels of a text, and tells the host of each.
(component
  (import "found" (func $found (param "vowel" char)))
  (core module $m
    (import "host" "found" (func $found (param i32)))
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
      (local.set $at (global.get $free))
      (global.set $free (i32.add (local.get $at) (local.get 3)))
      (if (i32.gt_u (global.get $free) (i32.mul (memory.size) (i32.const 65536)))
        (then (if (i32.eq (memory.grow (i32.add (i32.shr_u (local.get 3) (i32.const 16)) (i32.const 1))) (i32.const -1)) (then unreachable))))
      (local.get $at))
    (func $vowel (param $c i32) (result i32)
      (local.set $c (i32.sub (i32.or (local.get $c) (i32.const 32)) (i32.const 97)))
      (i32.and (i32.lt_u (local.get $c) (i32.const 26))
        (i32.and (i32.shr_u (i32.const 0x104111) (local.get $c)) (i32.const 1)))) ;; a e i o u
    (func (export "vowels") (param $at i32) (param $len i32) (result i32) (local $n i32)
      (block $end
        (loop $next
          (br_if $end (i32.eqz (local.get $len)))
          (if (call $vowel (i32.load8_u (local.get $at)))
            (then
              (call $found (i32.load8_u (local.get $at)))
              (local.set $n (i32.add (local.get $n) (i32.const 1)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $len (i32.sub (local.get $len) (i32.const 1)))
          (br $next)))
      (local.get $n)))
  (core func $found (canon lower (func $found)))
  (core instance $i (instantiate $m (with "host" (instance (export "found" (func $found))))))
  (func (export "vowels") (param "text" string) (result u32)
    (canon lift (core func $i "vowels") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
