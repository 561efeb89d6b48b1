// Command structs prints the layouts of the struct types declared in Go files, as the gc compiler of a port lays
// them out: {"T": {"size": 16, "align": 8, "fields": [{"name": "A", "offset": 0, "size": 4}]}}.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
)

type field struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset"`
	Size   int64  `json:"size"`
}

type layout struct {
	Size   int64   `json:"size"`
	Align  int64   `json:"align"`
	Fields []field `json:"fields"`
}

// nothing imports no package but unsafe: types of other packages stay invalid, and structs that need them are left out.
type nothing struct{}

func (nothing) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return nil, fmt.Errorf("%s is not needed", path)
}

func main() {
	sizes := types.SizesFor("gc", os.Args[1])
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range os.Args[2:] {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		files = append(files, file)
	}
	config := types.Config{Sizes: sizes, FakeImportC: true, Importer: nothing{}, Error: func(error) {}}
	pkg, _ := config.Check("p", fset, files, nil)
	layouts := map[string]layout{}
	for _, name := range pkg.Scope().Names() {
		object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		record, ok := object.Type().Underlying().(*types.Struct)
		if !ok || invalid(record) {
			continue
		}
		var vars []*types.Var
		for i := 0; i < record.NumFields(); i++ {
			vars = append(vars, record.Field(i))
		}
		one := layout{Size: sizes.Sizeof(record), Align: sizes.Alignof(record), Fields: []field{}}
		for i, offset := range sizes.Offsetsof(vars) {
			one.Fields = append(one.Fields, field{vars[i].Name(), offset, sizes.Sizeof(vars[i].Type())})
		}
		layouts[name] = one
	}
	if err := json.NewEncoder(os.Stdout).Encode(layouts); err != nil {
		os.Exit(1)
	}
}

// invalid reports whether a field's type could not be resolved.
func invalid(record *types.Struct) bool {
	for i := 0; i < record.NumFields(); i++ {
		t := record.Field(i).Type()
		for {
			array, ok := t.Underlying().(*types.Array)
			if !ok {
				break
			}
			t = array.Elem()
		}
		if basic, ok := t.Underlying().(*types.Basic); ok && basic.Kind() == types.Invalid {
			return true
		}
	}
	return false
}
