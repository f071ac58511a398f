module github.com/wvm-project/wvm/bench

go 1.26.0

require (
	github.com/tetratelabs/wazero v1.12.0
	github.com/wvm-project/wvm v0.0.0
)

require golang.org/x/sys v0.49.0 // indirect

replace github.com/wvm-project/wvm => ../
