;; The result is missing.
(module (func $wrong (result i32)))
