;; A module that wants what nobody provides.
(module
  (import "env" "f" (func (param i32) (result i64)))
  (import "wasi_snapshot_preview1" "fd_close" (func (param i64) (result i32)))
  (import "env" "g" (global i32))
  (func (export "_start")))
