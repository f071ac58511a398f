;; A component as a compiler makes them, by hand: it exports greet: func(name: string) -> string.
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 16) "Hello, ")
    (global $end (mut i32) (i32.const 1024))
    ;; The canonical ABI asks for memory to put arguments in.
    (func $realloc (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $end) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
      (global.set $end (i32.add (local.get $at) (local.get $size)))
      (local.get $at))
    ;; A string is an address and a length; a result of two numbers is returned by the address of a place in memory.
    (func (export "greet") (param $name i32) (param $length i32) (result i32)
      (local $at i32)
      (local.set $at (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.add (local.get $length) (i32.const 8))))
      (memory.copy (local.get $at) (i32.const 16) (i32.const 7))
      (memory.copy (i32.add (local.get $at) (i32.const 7)) (local.get $name) (local.get $length))
      (i32.store8 (i32.add (i32.add (local.get $at) (i32.const 7)) (local.get $length)) (i32.const 33)) ;; "!"
      (i32.store (i32.const 0) (local.get $at))
      (i32.store (i32.const 4) (i32.add (local.get $length) (i32.const 8)))
      (i32.const 0))
    ;; Once the result has been taken over, all that was allocated is free again.
    (func (export "done") (param i32) (global.set $end (i32.const 1024))))
  (core instance $m (instantiate $m))
  (func (export "greet") (param "name" string) (result string)
    (canon lift (core func $m "greet") (memory $m "memory") (realloc (func $m "realloc")) (post-return (func $m "done")))))
