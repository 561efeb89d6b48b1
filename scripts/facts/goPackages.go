//go:build ignore

// Prints what go/types knows of the packages that speak to the kernel and of the standard library's exported types,
// as one line of JSON per port. Arguments: the folder of golang.org/x/sys, then the ports, each with the build tags that
// its toolchain sets: linux/386:386.sse2,goexperiment.x.
//
// Every package is type-checked from its source, function bodies apart, with the files that go/build chooses for
// the port without cgo. Types are written in the notation that data/README.md describes.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
)

// facts of one of the packages that speak to the kernel on one port.
type facts struct {
	// Constants as [value, type]; a string's value is quoted, a type is empty for untyped integers and starts with "~" for
	// other untyped ones.
	Constants map[string][2]string `json:"constants"`
	// Defined types and aliases ("=" before the type they stand for).
	Types     map[string]string `json:"types"`
	Functions map[string]string `json:"functions"`
}

type portFacts struct {
	Port     string            `json:"port"`
	Packages map[string]facts  `json:"packages"`
	Standard map[string]string `json:"standard"`
}

const xSys = "golang.org/x/sys"

func main() {
	xSysFolder, ports := os.Args[1], os.Args[2:]
	// As many ports at a time as there are cores: the packages of each take some hundred megabytes.
	results := make([]portFacts, len(ports))
	var group sync.WaitGroup
	limit := make(chan struct{}, runtime.NumCPU())
	for i, port := range ports {
		group.Add(1)
		go func() {
			defer group.Done()
			limit <- struct{}{}
			defer func() { <-limit }()
			results[i] = read(port, xSysFolder)
		}()
	}
	group.Wait()
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, result := range results {
		if err := encoder.Encode(result); err != nil {
			panic(err)
		}
	}
}

func read(port, xSysFolder string) portFacts {
	l := newLoader(port, xSysFolder)
	id, _, _ := strings.Cut(port, ":")
	result := portFacts{Port: id, Packages: map[string]facts{}, Standard: map[string]string{}}
	for _, path := range []string{"syscall", xSys + "/unix", xSys + "/windows"} {
		if pkg := l.load(path); pkg != nil {
			result.Packages[path] = l.factsOf(pkg)
		}
	}
	for _, path := range standardPackages() {
		if path == "syscall" {
			continue
		}
		if pkg := l.load(path); pkg != nil {
			for name, text := range l.standardTypes(pkg) {
				result.Standard[path+"."+name] = text
			}
		}
	}
	return result
}

// loader type-checks packages for one port.
type loader struct {
	context    build.Context
	sizes      types.Sizes
	xSysFolder string
	packages   map[string]*types.Package
}

func newLoader(port, xSysFolder string) *loader {
	context := build.Default
	id, tags, _ := strings.Cut(port, ":")
	context.GOOS, context.GOARCH, _ = strings.Cut(id, "/")
	context.CgoEnabled = false
	context.ToolTags = strings.Split(tags, ",")
	return &loader{
		context:    context,
		sizes:      types.SizesFor("gc", context.GOARCH),
		xSysFolder: xSysFolder,
		packages:   map[string]*types.Package{"unsafe": types.Unsafe},
	}
}

func (l *loader) folder(path string) string {
	if rest, ok := strings.CutPrefix(path, xSys+"/"); ok {
		return filepath.Join(l.xSysFolder, rest)
	}
	source := filepath.Join(l.context.GOROOT, "src")
	vendored := filepath.Join(source, "vendor", path)
	if strings.Contains(path, "golang.org/") {
		return vendored
	}
	return filepath.Join(source, path)
}

// load answers nil for a package that has no file on the port.
func (l *loader) load(path string) *types.Package {
	if pkg, ok := l.packages[path]; ok {
		return pkg
	}
	folder := l.folder(path)
	found, err := l.context.ImportDir(folder, 0)
	if _, none := err.(*build.NoGoError); none {
		l.packages[path] = nil
		return nil
	}
	if err != nil {
		panic(err)
	}
	if found.IsCommand() {
		return nil
	}
	var files []*ast.File
	for _, name := range found.GoFiles {
		files = append(files, parse(filepath.Join(folder, name)))
	}
	config := types.Config{Importer: l, Sizes: l.sizes, IgnoreFuncBodies: true, FakeImportC: true}
	pkg, err := config.Check(path, fset, files, nil)
	if err != nil {
		panic(fmt.Sprint(l.context.GOOS, "/", l.context.GOARCH, ": ", err))
	}
	l.packages[path] = pkg
	return pkg
}

// Most files belong to many ports and are parsed once.
var (
	fset   = token.NewFileSet()
	parsed sync.Map
)

func parse(name string) *ast.File {
	once, _ := parsed.LoadOrStore(name, sync.OnceValue(func() *ast.File {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		for _, declaration := range file.Decls {
			// Bodies are not read, but go/types wants init to have one.
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Body != nil {
				function.Body.List = nil
			}
		}
		return file
	}))
	return once.(func() *ast.File)()
}

// Import implements types.Importer.
func (l *loader) Import(path string) (*types.Package, error) {
	if pkg := l.load(path); pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("%s has no files here", path)
}

func (l *loader) factsOf(pkg *types.Package) facts {
	result := facts{map[string][2]string{}, map[string]string{}, map[string]string{}}
	w := &writer{loader: l, within: pkg, pending: map[string]bool{}}
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		switch object := object.(type) {
		case *types.Const:
			result.Constants[name] = w.constantOf(object)
		case *types.TypeName:
			w.pending[name] = true
		case *types.Func:
			result.Functions[name] = w.signature(object.Signature())
		}
	}
	w.writePending(result.Types, result.Functions)
	return result
}

// writePending writes the types that were mentioned, and those they mention: types that are not exported take part
// where an exported one holds them. With the exported methods of exported types, unless functions is nil.
func (w *writer) writePending(written, functions map[string]string) {
	for len(w.pending) > 0 {
		for _, name := range sortedKeys(w.pending) {
			delete(w.pending, name)
			object, _ := w.within.Scope().Lookup(name).(*types.TypeName)
			if _, done := written[name]; done || object == nil {
				continue
			}
			written[name] = w.declared(object)
			if functions == nil || !object.Exported() || object.IsAlias() {
				continue
			}
			for method := range types.NewMethodSet(types.NewPointer(object.Type())).Methods() {
				if f, ok := method.Obj().(*types.Func); ok && f.Exported() && len(method.Index()) == 1 {
					functions[name+"."+f.Name()] = w.signature(f.Signature())
				}
			}
		}
	}
}

// standardTypes are the exported types of a package of the standard library; generic ones have no layout.
func (l *loader) standardTypes(pkg *types.Package) map[string]string {
	result := map[string]string{}
	w := &writer{loader: l, within: pkg, isStandard: true}
	if isWhole[pkg.Path()] {
		w = &writer{loader: l, within: pkg, pending: map[string]bool{}}
	}
	for _, name := range pkg.Scope().Names() {
		object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if ok && object.Exported() && !isGeneric(object) {
			result[name] = w.declared(object)
		}
	}
	w.writePending(result, nil)
	return result
}

// isWhole names packages whose types are shown with all their fields: the compiler knows their parts by name
// (cmd/compile/internal/types/size.go).
var isWhole = map[string]bool{"structs": true, "sync/atomic": true}

func isGeneric(object *types.TypeName) bool {
	switch t := object.Type().(type) {
	case *types.Named:
		return t.TypeParams().Len() > 0
	case *types.Alias:
		return t.TypeParams().Len() > 0
	}
	return false
}

// writer writes types in the tables' notation, as seen from one package.
type writer struct {
	loader *loader
	within *types.Package
	// Of the standard library only what it promises is written: other structs are a size and an alignment.
	isStandard bool
	// Names of the package that were mentioned and are not written yet.
	pending map[string]bool
}

func (w *writer) constantOf(object *types.Const) [2]string {
	value := object.Val()
	text := value.ExactString()
	basic, _ := object.Type().Underlying().(*types.Basic)
	kind := w.typeText(object.Type())
	if basic.Info()&types.IsUntyped != 0 {
		kind = strings.Replace(basic.Name(), "untyped ", "~", 1)
	}
	if basic.Info()&types.IsInteger != 0 {
		text = constant.ToInt(value).ExactString()
	}
	if value.Kind() == constant.String {
		text = `"` + constant.StringVal(value) + `"`
	}
	if kind == "~int" {
		kind = ""
	}
	return [2]string{text, kind}
}

func (w *writer) declared(object *types.TypeName) string {
	if object.IsAlias() {
		to := types.Unalias(object.Type())
		if named, ok := to.(*types.Named); ok && w.renames(named.Obj()) && named.Obj().Name() == object.Name() {
			return "=" + named.Obj().Pkg().Path() + "." + named.Obj().Name()
		}
		return "=" + w.typeText(to)
	}
	under := object.Type().Underlying()
	if s, ok := under.(*types.Struct); ok && w.isStandard && !w.isPromised(s) {
		return w.opaque(object.Type())
	}
	return w.typeText(under)
}

// isPromised says whether all of a struct is part of its package's interface, so that later versions of Go can only
// add to it.
func (w *writer) isPromised(s *types.Struct) bool {
	for field := range s.Fields() {
		if !field.Exported() {
			return false
		}
	}
	return true
}

func (w *writer) opaque(t types.Type) string {
	return fmt.Sprintf("?%d/%d", w.loader.sizes.Sizeof(t), w.loader.sizes.Alignof(t))
}

var basics = map[types.BasicKind]string{
	types.Bool: "bool", types.String: "string", types.UnsafePointer: "ptr",
	types.Int: "int", types.Int8: "i8", types.Int16: "i16", types.Int32: "i32", types.Int64: "i64",
	types.Uint: "uint", types.Uint8: "u8", types.Uint16: "u16", types.Uint32: "u32", types.Uint64: "u64", types.Uintptr: "uptr",
	types.Float32: "f32", types.Float64: "f64", types.Complex64: "c64", types.Complex128: "c128",
}

func (w *writer) typeText(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return basics[t.Kind()]
	case *types.Pointer:
		return "*" + w.typeText(t.Elem())
	case *types.Slice:
		return "[]" + w.typeText(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), w.typeText(t.Elem()))
	case *types.Map:
		return "map[" + w.typeText(t.Key()) + "]" + w.typeText(t.Elem())
	case *types.Chan:
		return "chan " + w.typeText(t.Elem())
	case *types.Signature:
		return "func"
	case *types.Interface:
		return "any"
	case *types.Struct:
		return "{" + w.fields(t) + "}"
	case *types.Named:
		return w.named(t)
	}
	panic(fmt.Sprintf("%T has no notation", t))
}

func (w *writer) named(t *types.Named) string {
	object := t.Obj()
	if object.Pkg() == nil {
		return "any"
	}
	if t.TypeArgs().Len() > 0 {
		return w.opaque(t)
	}
	if object.Pkg() == w.within {
		if w.isStandard && !object.Exported() {
			return w.opaque(t)
		}
		if w.pending != nil {
			w.pending[object.Name()] = true
		}
		return object.Name()
	}
	if w.renames(object) {
		return object.Name()
	}
	path := object.Pkg().Path()
	isInternal := strings.Contains("/"+path+"/", "/internal/") || strings.Contains(path, ".")
	if !object.Exported() || isInternal {
		return w.opaque(t)
	}
	return path + "." + object.Name()
}

// renames says whether the package has an alias of the same name for a type of another package (unix.Errno is
// syscall.Errno), so that the name alone says which type is meant.
func (w *writer) renames(object *types.TypeName) bool {
	own, ok := w.within.Scope().Lookup(object.Name()).(*types.TypeName)
	return ok && w.pending != nil && own.Exported() && own.IsAlias() && own != object && types.Identical(own.Type(), object.Type())
}

// fields that follow each other with the same type share it, as in "X,Y i32;Z u8".
func (w *writer) fields(s *types.Struct) string {
	var out strings.Builder
	last := ""
	for i := range s.NumFields() {
		field := s.Field(i)
		text := w.typeText(field.Type())
		name := field.Name()
		if field.Embedded() {
			name = "@" + name
		}
		if i > 0 && text == last {
			prefix := strings.TrimSuffix(out.String(), " "+last)
			out.Reset()
			out.WriteString(prefix + "," + name + " " + text)
		} else {
			if i > 0 {
				out.WriteString(";")
			}
			out.WriteString(name + " " + text)
		}
		last = text
	}
	return out.String()
}

func (w *writer) signature(s *types.Signature) string {
	if s.TypeParams().Len() > 0 {
		return "generic"
	}
	return "(" + w.tuple(s.Params(), s.Variadic()) + ")" + w.tuple(s.Results(), false)
}

func (w *writer) tuple(t *types.Tuple, variadic bool) string {
	var parts []string
	for i := range t.Len() {
		text := w.typeText(t.At(i).Type())
		if variadic && i == t.Len()-1 {
			text = "..." + strings.TrimPrefix(text, "[]")
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ",")
}

// standardPackages are those that may be imported from outside, in order of path.
func standardPackages() []string {
	source := filepath.Join(build.Default.GOROOT, "src")
	var paths []string
	err := filepath.WalkDir(source, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		name := entry.Name()
		relative := filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(path, source), string(filepath.Separator)))
		isHidden := strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
		if isHidden || name == "internal" || name == "testdata" || relative == "vendor" || relative == "cmd" || relative == "builtin" || relative == "unsafe" {
			return filepath.SkipDir
		}
		if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
			paths = append(paths, relative)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	sort.Strings(paths)
	return paths
}

func sortedKeys(set map[string]bool) []string {
	var keys []string
	for key := range set {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
