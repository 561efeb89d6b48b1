/** web-tree-sitter's declarations name this emscripten type without shipping it; these two members are all that is used. */
interface EmscriptenModule {
  wasmBinary?: Uint8Array;
  locateFile?(path: string, prefix: string): string;
}
