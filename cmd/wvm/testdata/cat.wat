;; Copies its standard input to its standard output, then the file in.txt of descriptor 3 if there is one.
(module $cat
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "in.txt")
  (func $copy (param $fd i32)
    (loop $next
      (i32.store (i32.const 16) (i32.const 64))
      (i32.store (i32.const 20) (i32.const 4096))
      (drop (call $read (local.get $fd) (i32.const 16) (i32.const 1) (i32.const 20)))
      (if (i32.load (i32.const 20))
        (then
          (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))
          (br $next)))))
  (func (export "_start")
    (call $copy (i32.const 0))
    (if (i32.eqz (call $open (i32.const 3) (i32.const 1) (i32.const 0) (i32.const 6) (i32.const 0)
          (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32)))
      (then (call $copy (i32.load (i32.const 32)))))))
