//go:build ignore

// Prints as JSON, one line per port, what go/types says of package syscall and of golang.org/x/sys, and with "std"
// before a port's name of the standard library too. Arguments: the folder of golang.org/x/sys, then the ports, each
// with its toolchain's build tags (linux/386:386.sse2,…).
//
// The standard library comes through go/importer, with the sizes of gc.
package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

type place struct {
	Name   string `json:"name"`
	Offset int64  `json:"offset"`
	Size   int64  `json:"size"`
}

type layout struct {
	Exported bool    `json:"exported"`
	Size     int64   `json:"size"`
	Align    int64   `json:"align"`
	Fields   []place `json:"fields,omitempty"`
}

type facts struct {
	// Integers as decimal numbers, by name.
	Integers map[string]string `json:"integers"`
	// The types of all constants.
	Types   map[string]string `json:"types"`
	Layouts map[string]layout `json:"layouts"`
	// Sizes of parameters, then of results.
	Functions map[string][2][]int64 `json:"functions"`
}

// checker implements types.Importer for one port.
type checker struct {
	xSysFolder string
	fset       *token.FileSet
	standard   types.Importer
	sizes      types.Sizes
	done       map[string]*types.Package
}

const xSys = "golang.org/x/sys/"

func (c *checker) Import(path string) (*types.Package, error) {
	if rest, ok := strings.CutPrefix(path, xSys); ok {
		return c.check(path, filepath.Join(c.xSysFolder, rest)), nil
	}
	return c.standard.Import(path)
}

func (c *checker) check(path, folder string) *types.Package {
	if pkg := c.done[path]; pkg != nil {
		return pkg
	}
	found, err := build.Default.ImportDir(folder, 0)
	if err != nil {
		return nil
	}
	var files []*ast.File
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(c.fset, filepath.Join(folder, name), nil, 0)
		if err != nil {
			panic(err)
		}
		files = append(files, file)
	}
	pkg, err := (&types.Config{Importer: c, Sizes: c.sizes, IgnoreFuncBodies: true}).Check(path, c.fset, files, nil)
	if err != nil {
		panic(err)
	}
	c.done[path] = pkg
	return pkg
}

func main() {
	encoder := json.NewEncoder(os.Stdout)
	for _, argument := range os.Args[2:] {
		name, withStandard := strings.CutPrefix(argument, "std ")
		port, tags, _ := strings.Cut(name, ":")
		build.Default.GOOS, build.Default.GOARCH, _ = strings.Cut(port, "/")
		build.Default.CgoEnabled = false
		build.Default.ToolTags = strings.Split(tags, ",")
		fset := token.NewFileSet()
		sizes := types.SizesFor("gc", build.Default.GOARCH)
		c := &checker{os.Args[1], fset, importer.ForCompiler(fset, "source", nil), sizes, map[string]*types.Package{}}
		packages := map[string]facts{}
		paths := []string{"syscall", xSys + "unix", xSys + "windows"}
		if withStandard {
			paths = append(paths, standardPackages(port)...)
		}
		for _, path := range paths {
			pkg, err := c.Import(path)
			if err != nil {
				panic(err)
			}
			if pkg != nil {
				packages[path] = c.factsOf(pkg)
			}
		}
		encoder.Encode(map[string]any{"port": port, "packages": packages})
	}
}

func standardPackages(port string) []string {
	command := exec.Command("go", "list", "std")
	goos, goarch, _ := strings.Cut(port, "/")
	command.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	out, err := command.Output()
	if err != nil {
		panic(err)
	}
	var paths []string
	for _, path := range strings.Fields(string(out)) {
		isHidden := strings.HasPrefix(path, "vendor/") || strings.Contains("/"+path+"/", "/internal/")
		if !isHidden && path != "syscall" && path != "unsafe" {
			paths = append(paths, path)
		}
	}
	return paths
}

func (c *checker) factsOf(pkg *types.Package) facts {
	result := facts{map[string]string{}, map[string]string{}, map[string]layout{}, map[string][2][]int64{}}
	for _, name := range pkg.Scope().Names() {
		switch object := pkg.Scope().Lookup(name).(type) {
		case *types.Const:
			if !object.Exported() {
				continue
			}
			result.Types[name] = types.TypeString(types.Unalias(object.Type()), func(p *types.Package) string { return p.Name() })
			if value := constant.ToInt(object.Val()); value.Kind() == constant.Int {
				result.Integers[name] = value.ExactString()
			}
		case *types.TypeName:
			if named, ok := object.Type().(interface{ TypeParams() *types.TypeParamList }); !ok || named.TypeParams().Len() == 0 {
				result.Layouts[name] = c.layoutOf(object)
			}
		case *types.Func:
			if s := object.Signature(); object.Exported() && s.TypeParams().Len() == 0 {
				result.Functions[name] = [2][]int64{c.sizesOf(s.Params()), c.sizesOf(s.Results())}
			}
		}
	}
	return result
}

func (c *checker) sizesOf(tuple *types.Tuple) []int64 {
	sizes := []int64{}
	for v := range tuple.Variables() {
		sizes = append(sizes, c.sizes.Sizeof(v.Type()))
	}
	return sizes
}

func (c *checker) layoutOf(object *types.TypeName) layout {
	t := object.Type()
	result := layout{Exported: object.Exported(), Size: c.sizes.Sizeof(t), Align: c.sizes.Alignof(t)}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return result
	}
	var fields []*types.Var
	for field := range s.Fields() {
		fields = append(fields, field)
	}
	for i, offset := range c.sizes.Offsetsof(fields) {
		result.Fields = append(result.Fields, place{fields[i].Name(), offset, c.sizes.Sizeof(fields[i].Type())})
	}
	return result
}
