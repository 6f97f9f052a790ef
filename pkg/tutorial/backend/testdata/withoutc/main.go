// Command withoutc prints which backend a program built without a C compiler gets.
package main

import (
	"fmt"

	"github.com/vaebook/vaebook/pkg/tutorial/backend"
)

func main() { fmt.Println(backend.DefaultInfo()) }
