package wat_test

import (
	"fmt"
	"os"

	"github.com/wvm-project/wvm/wat"
)

func ExampleParse() {
	m, err := wat.Parse([]byte(`(module (func (export "half") (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 1))))`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Exports[0].Name, m.FuncType(m.Exports[0].Index))
	// Output: half [i32] -> [i32]
}

func ExampleParse_error() {
	_, err := wat.Parse([]byte("(module\n  (func (result i32)\n    i32.cosnt 1))"))
	fmt.Println(err)
	// Output:
	// 3:5: unknown operator i32.cosnt
	//         i32.cosnt 1))
	//         ^
}

func ExamplePrint() {
	m, err := wat.Parse([]byte("(func $f (param $x i32) (result i32) local.get $x i32.const 1 i32.add)"))
	if err != nil {
		fmt.Println(err)
		return
	}
	wat.Print(os.Stdout, m, wat.PrintOptions{Fold: true})
	// Output:
	// (module
	//   (type (;0;) (func (param i32) (result i32)))
	//   (func $f (;0;) (type 0) (param $x i32) (result i32)
	//     (i32.add (local.get $x) (i32.const 1))
	//   )
	// )
}

func ExampleParseScript() {
	s, err := wat.ParseScript([]byte(`(module (func (export "f"))) (assert_return (invoke "f"))`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range s.Commands {
		fmt.Println(c.Position.Line, c.Kind)
	}
	// Output:
	// 1 module
	// 1 assert_return
}

func ExamplePrintComponent() {
	c, err := wat.ParseComponent([]byte(`(component $c
		(import "log" (func $log (param "text" string)))
		(export "print" (func $log)))`))
	if err != nil {
		fmt.Println(err)
		return
	}
	wat.PrintComponent(os.Stdout, c, wat.PrintOptions{})
	// Output:
	// (component $c
	//   (type (;0;) (func (param "text" string)))
	//   (import "log" (func $log (;0;) (type 0)))
	//   (export (;1;) "print" (func $log))
	// )
}
