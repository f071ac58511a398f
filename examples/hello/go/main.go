// Hello writes a line to the standard output.
package main

import "fmt"

func main() { fmt.Println("Hello from Go") }
