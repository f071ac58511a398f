package preview2_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/component/check"
	"github.com/wvm-project/wvm/wasi/preview2"
	"github.com/wvm-project/wvm/wat"
)

// Run a component that prints something.
func Example() {
	engine := component.NewEngine(component.Config{})
	program, err := load(engine, "testdata/hello.wat")
	if err != nil {
		fmt.Println(err)
		return
	}
	host, err := preview2.New(preview2.Config{Args: []string{"hello"}, Stdout: os.Stdout})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	linker := component.NewLinker(engine)
	if err := host.Link(linker); err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	instance, err := linker.Instantiate(ctx, program, component.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer instance.Close()
	command, ok := instance.Instance("wasi:cli/run@0.2.12") // or any other version 0.2
	if !ok {
		fmt.Println("the component is no command")
		return
	}
	run, _ := command.Func("run")
	_, err = run.Call(ctx)
	if exit := (*preview2.ExitError)(nil); errors.As(err, &exit) {
		fmt.Println("exit status", exit.Code)
	}
	// Output:
	// hello
	// exit status 0
}

// load reads a component in the text format. Engine.Compile is for the binary one.
func load(engine *component.Engine, file string) (*component.Component, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	source, err := wat.ParseComponent(text)
	if err != nil {
		return nil, err
	}
	checked, err := check.Validate(source, check.Config{Features: component.Supported})
	if err != nil {
		return nil, err
	}
	return engine.Component(checked), nil
}
