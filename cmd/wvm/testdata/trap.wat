;; A program that traps.
(module $trap
  (func $die (unreachable))
  (func (export "_start") (call $die)))
