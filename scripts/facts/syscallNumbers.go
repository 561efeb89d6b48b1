//go:build ignore

// Prints as JSON the SYS_ constants of the zsysnum files in a folder, per port: {"linux/386": {"SYS_EXIT": "1", …}, …}.
// Arguments: the folder, then the ports. A port without such a file is left out. Which files a port has is
// decided by go/build, what a constant is worth by go/types.
package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	files, err := filepath.Glob(filepath.Join(os.Args[1], "zsysnum_*.go"))
	if err != nil || len(files) == 0 {
		panic("no zsysnum files in " + os.Args[1])
	}
	ports := map[string]map[string]string{}
	for _, port := range os.Args[2:] {
		context := build.Default
		context.GOOS, context.GOARCH, _ = strings.Cut(port, "/")
		for _, file := range files {
			matched, err := context.MatchFile(filepath.Split(file))
			if err != nil {
				panic(err)
			}
			if matched {
				ports[port] = numbers(file)
			}
		}
	}
	json.NewEncoder(os.Stdout).Encode(ports)
}

func numbers(file string) map[string]string {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, 0)
	if err != nil {
		panic(err)
	}
	checked, err := new(types.Config).Check("numbers", fset, []*ast.File{parsed}, nil)
	if err != nil {
		panic(err)
	}
	values := map[string]string{}
	for _, name := range checked.Scope().Names() {
		if object, ok := checked.Scope().Lookup(name).(*types.Const); ok && strings.HasPrefix(name, "SYS_") {
			values[name] = constant.ToInt(object.Val()).ExactString()
		}
	}
	return values
}
