// Embed runs a component inside a Go program: it calls a function of the component with a string, and the component calls one of the program.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/wvm-project/wvm/component"
	"github.com/wvm-project/wvm/vm"
	"github.com/wvm-project/wvm/wat"
)

//go:embed vowels.wat
var source []byte

func run(text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // for all that the component does
	defer cancel()
	code, err := wat.Encode(source)
	if err != nil {
		return err
	}
	engine := component.NewEngine(component.Config{})
	compiled, err := engine.Compile(code) // decoded and validated
	if err != nil {
		return err
	}
	linker := component.NewLinker(engine)
	if err := linker.GoFunc("", "found", func(vowel rune) { fmt.Printf("%c ", vowel) }); err != nil {
		return err
	}
	limits := component.Limits{StoreConfig: vm.StoreConfig{MaxMemory: 16 << 20}}
	instance, err := linker.Instantiate(ctx, compiled, limits)
	if err != nil {
		return err
	}
	defer instance.Close()
	f, _ := instance.Func("vowels")
	vowels, err := component.Typed1[string, uint32](f)
	if err != nil {
		return err
	}
	n, err := vowels.Call(ctx, text)
	fmt.Println(n)
	return err
}

func main() {
	text := "Hello, component"
	if len(os.Args) > 1 {
		text = strings.Join(os.Args[1:], " ")
	}
	if err := run(text); err != nil {
		log.Fatal(err)
	}
}
