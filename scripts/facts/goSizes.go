//go:build ignore

// Prints as JSON, for every GOARCH given, the word size and the largest alignment of the gc compiler in bytes,
// as go/types knows them.
package main

import (
	"encoding/json"
	"go/types"
	"os"
)

func main() {
	type sizes struct{ WordSize, MaxAlign int64 }
	all := map[string]sizes{}
	for _, arch := range os.Args[1:] {
		known := types.SizesFor("gc", arch)
		if known == nil {
			panic("go/types has no sizes for " + arch)
		}
		var largest int64
		for kind := types.Bool; kind <= types.UnsafePointer; kind++ {
			largest = max(largest, known.Alignof(types.Typ[kind]))
		}
		all[arch] = sizes{known.Sizeof(types.Typ[types.Uintptr]), largest}
	}
	json.NewEncoder(os.Stdout).Encode(all)
}
