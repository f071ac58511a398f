;; Calls from one component to another, with numbers and with a string of 1 KiB. Each function takes the number of rounds.
(component
  (component $callee
    (core module $m
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
      (func (export "sum") (param $s i32) (param $n i32) (result i32)
        (i32.add (i32.load8_u (local.get $s)) (i32.load8_u (i32.sub (i32.add (local.get $s) (local.get $n)) (i32.const 1))))))
    (core instance $i (instantiate $m))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
    (alias core export $i "memory" (core memory $memory))
    (alias core export $i "realloc" (core func $realloc))
    (func (export "sum") (param "s" string) (result u32) (canon lift (core func $i "sum") (memory $memory) (realloc $realloc))))

  (component $caller
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (import "sum" (func $sum (param "s" string) (result u32)))
    (core module $storage (memory (export "memory") 1))
    (core instance $storage (instantiate $storage))
    (core func $add (canon lower (func $add)))
    (alias core export $storage "memory" (core memory $memory))
    (core func $sum (canon lower (func $sum) (memory $memory)))
    (core module $m
      (import "callee" "add" (func $add (param i32 i32) (result i32)))
      (import "callee" "sum" (func $sum (param i32 i32) (result i32)))
      (import "storage" "memory" (memory 1))
      (func (export "numbers") (param $rounds i32) (result i32) (local $x i32)
        (loop $next
          (local.set $x (call $add (local.get $x) (local.get $rounds)))
          (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
        (local.get $x))
      (func (export "strings") (param $rounds i32) (result i32) (local $x i32)
        (memory.fill (i32.const 64) (i32.const 97) (i32.const 1024))
        (loop $next
          (local.set $x (i32.add (local.get $x) (call $sum (i32.const 64) (i32.const 1024))))
          (br_if $next (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
        (local.get $x)))
    (core instance $i (instantiate $m
      (with "callee" (instance (export "add" (func $add)) (export "sum" (func $sum))))
      (with "storage" (instance $storage))))
    (func (export "numbers") (param "rounds" u32) (result u32) (canon lift (core func $i "numbers")))
    (func (export "strings") (param "rounds" u32) (result u32) (canon lift (core func $i "strings"))))

  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "add" (func $callee "add")) (with "sum" (func $callee "sum"))))
  (export "numbers" (func $caller "numbers"))
  (export "strings" (func $caller "strings")))
