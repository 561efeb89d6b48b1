// Command constants prints the value of every package-level constant of one Go file, by go/types.
//
//	constants FILE ARCH
//
// One line for each constant: `NAME KIND VALUE`, tab separated; KIND is `invalid` for what Go refuses.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
)

func main() {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, os.Args[1], nil, 0)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	config := types.Config{Error: func(error) {}, Sizes: types.SizesFor("gc", os.Args[2]), Importer: unsafeOnly{}}
	pkg, _ := config.Check("p", fset, []*ast.File{file}, nil)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, name := range pkg.Scope().Names() {
		object, ok := pkg.Scope().Lookup(name).(*types.Const)
		if !ok {
			continue
		}
		kind, text := "invalid", ""
		if basic, ok := object.Type().Underlying().(*types.Basic); ok && basic.Kind() != types.Invalid {
			switch value := object.Val(); {
			case value.Kind() == constant.Unknown:
			case basic.Info()&types.IsBoolean != 0:
				kind, text = "bool", value.ExactString()
			case basic.Info()&types.IsString != 0:
				kind, text = "string", fmt.Sprintf("%x", constant.StringVal(value))
			case basic.Info()&types.IsInteger != 0:
				kind, text = "int", constant.ToInt(value).ExactString()
			case basic.Info()&types.IsFloat != 0:
				kind, text = "float", constant.ToFloat(value).ExactString()
			}
		}
		fmt.Fprintf(out, "%s\t%s\t%s\n", name, kind, text)
	}
}

type unsafeOnly struct{}

func (unsafeOnly) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}
