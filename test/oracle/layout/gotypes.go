// Command gotypes prints how the gc compiler lays out the struct types of one Go file, by go/types.
//
//	gotypes FILE ARCH...
//
// One line for each architecture and type: `ARCH NAME SIZE ALIGN NAME:OFFSET:TYPE...`, tab separated.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
)

// atomic stands for sync/atomic: go/types knows its marker by name and path.
const atomic = `package atomic
type noCopy struct{}
type align64 struct{}
type Int64 struct { _ noCopy; _ align64; v int64 }
type Uint64 struct { _ noCopy; _ align64; v uint64 }
type Int32 struct { _ noCopy; v int32 }
`

type imports struct{ atomic *types.Package }

func (i imports) Import(path string) (*types.Package, error) {
	switch path {
	case "unsafe":
		return types.Unsafe, nil
	case "sync/atomic":
		return i.atomic, nil
	}
	return importer.Default().Import(path)
}

func main() {
	fset := token.NewFileSet()
	check := func(path, name string, source any) *types.Package {
		file, err := parser.ParseFile(fset, name, source, 0)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		config := types.Config{Importer: imports{}, Error: func(error) {}, FakeImportC: true}
		if path == "p" {
			atomicFile, _ := parser.ParseFile(fset, "atomic.go", atomic, 0)
			atomicPackage, _ := (&types.Config{}).Check("sync/atomic", fset, []*ast.File{atomicFile}, nil)
			config.Importer = imports{atomicPackage}
		}
		pkg, _ := config.Check(path, fset, []*ast.File{file}, nil)
		return pkg
	}
	pkg := check("p", os.Args[1], nil)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	local := types.RelativeTo(pkg)
	for _, arch := range os.Args[2:] {
		sizes := types.SizesFor("gc", arch)
		for _, name := range pkg.Scope().Names() {
			object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok {
				continue
			}
			structType, ok := object.Type().Underlying().(*types.Struct)
			if !ok || object.IsAlias() {
				continue
			}
			fields := make([]*types.Var, structType.NumFields())
			for i := range fields {
				fields[i] = structType.Field(i)
			}
			fmt.Fprintf(out, "%s\t%s\t%d\t%d", arch, name, sizes.Sizeof(object.Type()), sizes.Alignof(object.Type()))
			for i, offset := range sizes.Offsetsof(fields) {
				fmt.Fprintf(out, "\t%s:%d:%s", fields[i].Name(), offset, types.TypeString(fields[i].Type(), local))
			}
			fmt.Fprintln(out)
		}
	}
}
