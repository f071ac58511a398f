package component_test

import (
	"context"
	"fmt"
	"log"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/value"
	"github.com/wvm-project/wvm/wat"
	"github.com/wvm-project/wvm/wave"
)

// greeter is a component of the world
//
//	world greeter {
//	  import log: func(text: string);
//	  export greet: func(name: string) -> string;
//	}
//
// as a compiler would make it. It logs the name and greets it as it is.
func greeter() []byte {
	b, err := wat.Encode([]byte(`(component
  (import "log" (func $log (param "text" string)))` + memory + `
  (core func $log (canon lower (func $log) (memory $libc "memory")))
  (core module $m
    (import "libc" "memory" (memory 1))
    (import "" "log" (func $log (param i32 i32)))
    (func (export "greet") (param i32 i32) (result i32)
      (call $log (local.get 0) (local.get 1))
      (i32.store (i32.const 16) (local.get 0)) (i32.store (i32.const 20) (local.get 1)) (i32.const 16)))
  (core instance $m (instantiate $m (with "libc" (instance $libc)) (with "" (instance (export "log" (func $log))))))
  (func (export "greet") (param "name" string) (result string)
    (canon lift (core func $m "greet") (memory $libc "memory") (realloc (func $libc "realloc")))))`))
	if err != nil {
		log.Fatal(err)
	}
	return b
}

// A component is compiled, linked with Go functions and instantiated; its functions are called by Go types.
func Example() {
	ctx := context.Background()
	engine := component.NewEngine(component.Config{})
	compiled, err := engine.Compile(greeter())
	if err != nil {
		log.Fatal(err)
	}
	linker := component.NewLinker(engine)
	if err := linker.GoFunc("", "log", func(text string) { fmt.Println("log:", text) }); err != nil {
		log.Fatal(err)
	}
	instance, err := linker.Instantiate(ctx, compiled, component.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	defer instance.Close()
	f, _ := instance.Func("greet")
	greet, err := component.Typed1[string, string](f)
	if err != nil {
		log.Fatal(err)
	}
	greeting, err := greet.Call(ctx, "Gopher")
	fmt.Println(greeting, err)
	// Output:
	// log: Gopher
	// Gopher <nil>
}

// The imports and exports of a component have types that can be looked at, as text too.
func ExampleComponent_Type() {
	compiled, err := component.NewEngine(component.Config{}).Compile(greeter())
	if err != nil {
		log.Fatal(err)
	}
	t := compiled.Type()
	for _, x := range t.Imports.List {
		fmt.Println("import", x.Name, x.Extern)
	}
	for _, x := range t.Exports.List {
		fmt.Println("export", x.Name, x.Extern)
		for _, p := range x.Func.Params {
			fmt.Println("parameter", p.Label, p.Type)
		}
	}
	// Output:
	// import log func(text: string)
	// export greet func(name: string) -> string
	// parameter name string
}

// Where types are known only when the program runs, values are those of package value, and package wave reads and writes them.
func ExampleFunc_Call() {
	ctx := context.Background()
	engine := component.NewEngine(component.Config{})
	compiled, err := engine.Compile(greeter())
	if err != nil {
		log.Fatal(err)
	}
	linker := component.NewLinker(engine)
	linker.Func("", "log", func(_ context.Context, args []value.Value) (value.Value, error) {
		fmt.Println("log:", args[0])
		return nil, nil
	})
	instance, err := linker.Instantiate(ctx, compiled, component.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	defer instance.Close()
	call, err := wave.ParseCall(`greet("Gopher")`)
	if err != nil {
		log.Fatal(err)
	}
	f, _ := instance.Func(call.Name)
	args, err := call.Args(f.Type())
	if err != nil {
		log.Fatal(err)
	}
	result, err := f.Call(ctx, args...)
	if err != nil {
		log.Fatal(err)
	}
	text, err := wave.Format(f.Type().Result, result)
	fmt.Println(text, err)
	// Output:
	// log: Gopher
	// "Gopher" <nil>
}

// What a component lacks is listed, with the types that it wants.
func ExampleLinker_Instantiate() {
	engine := component.NewEngine(component.Config{})
	compiled, err := engine.Compile(greeter())
	if err != nil {
		log.Fatal(err)
	}
	linker := component.NewLinker(engine)
	if err := linker.GoFunc("", "logs", func(string) {}); err != nil {
		log.Fatal(err)
	}
	_, err = linker.Instantiate(context.Background(), compiled, component.Limits{})
	fmt.Println(err)
	// Output: missing import: log: wanted func(text: string); did you mean logs?
}

// A resource of the host is a Go value in guests' hands; when its owner drops it, the host learns of it.
func ExampleLinker_Resource() {
	ctx := context.Background()
	engine := component.NewEngine(component.Config{})
	b, err := wat.Encode([]byte(files)) // it opens a file and drops it
	if err != nil {
		log.Fatal(err)
	}
	compiled, err := engine.Compile(b)
	if err != nil {
		log.Fatal(err)
	}
	linker := component.NewLinker(engine)
	linker.Resource("fs", "file", component.NewResource("file", func(_ context.Context, v any) error {
		fmt.Println("dropped", v.(*file).name)
		return nil
	}))
	for name, fn := range map[string]any{
		"open":              func(name string) *file { return &file{name} },
		"[method]file.size": func(f *file) uint64 { return uint64(len(f.name)) },
		"close":             func(f *file) { fmt.Println("closed", f.name) }, // it owns the file now
	} {
		if err := linker.GoFunc("fs", name, fn); err != nil {
			log.Fatal(err)
		}
	}
	instance, err := linker.Instantiate(ctx, compiled, component.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	defer instance.Close()
	f, _ := instance.Func("open-and-drop")
	_, err = f.Call(ctx)
	fmt.Println(err)
	// Output:
	// dropped name
	// <nil>
}

// A shape is a variant: variant shape { circle(f64), square(f64) }.
type shapeVariant interface{ area() float64 }

type (
	circle float64
	square float64
)

func (c circle) area() float64 { return 3 * float64(c) * float64(c) }
func (s square) area() float64 { return float64(s) * float64(s) }

// Variants are interfaces whose cases are types.
func ExampleVariant() {
	for _, s := range component.Variant[shapeVariant](circle(0), square(0)) {
		fmt.Printf("%T\n", s)
	}
	// Output:
	// component_test.circle
	// component_test.square
}
