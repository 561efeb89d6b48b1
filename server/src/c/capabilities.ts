/**
 * What `__has_attribute` and its kin answer: which attributes, builtins and features the two reference compilers
 * have (gcc 12, clang 19). Asking makes the compiler part of what a group of targets must agree on.
 */

import { LIBRARY_BUILTINS, LIBRARY_BUILTINS_OF_CLANG, LIBRARY_BUILTINS_OF_GCC } from "./libraryBuiltins.ts";

const BOTH: ReadonlySet<string> = new Set("__has_attribute __has_builtin __has_include __has_include_next __has_c_attribute".split(" "));
const GCC_ONLY: ReadonlySet<string> = new Set(["__has_cpp_attribute"]);
const CLANG_ONLY: ReadonlySet<string> = new Set(
  "__has_feature __has_extension __has_warning __has_declspec_attribute __is_identifier __building_module __has_cpp_attribute __has_embed".split(
    " ",
  ),
);

const ATTRIBUTES: ReadonlySet<string> = new Set(
  `access alias aligned alloc_size alloc_align always_inline artificial assume_aligned cleanup cold common const constructor deprecated
  designated_init destructor error fallthrough flatten format format_arg gnu_inline hot ifunc leaf malloc may_alias mode ms_struct gcc_struct
  naked no_instrument_function no_profile_instrument_function no_reorder no_sanitize no_sanitize_address no_sanitize_thread no_split_stack
  no_stack_protector noclone noinline nocf_check nonnull nonstring noplt noreturn nothrow optimize packed patchable_function_entry pure
  retain returns_nonnull returns_twice section sentinel simd symver target target_clones tls_model transparent_union unused used
  vector_size visibility warn_if_not_aligned warn_unused_result warning weak weakref zero_call_used_regs no_icf scalar_storage_order
  externally_visible noipa no_address_safety_analysis copy tainted_args stack_protect uninitialized`.split(/\s+/),
);
const NOT_IN_CLANG: ReadonlySet<string> = new Set(
  `noclone no_icf scalar_storage_order externally_visible noipa copy tainted_args stack_protect no_reorder noplt optimize simd symver
  target_clones warn_if_not_aligned access gcc_struct no_split_stack designated_init`.split(/\s+/),
);
/** Attributes that gcc has on x86 and nowhere else. */
const ONLY_ON_X86: ReadonlySet<string> = new Set("ms_struct gcc_struct".split(" "));
const CLANG_ATTRIBUTES: ReadonlySet<string> = new Set(
  `address_space annotate availability analyzer_noreturn assert_capability assume blocks capability callback cf_audited_transfer
  cf_consumed cf_returns_not_retained cf_returns_retained cf_unknown_transfer consumable counted_by sized_by diagnose_if
  disable_tail_calls enable_if enum_extensibility ext_vector_type external_source_symbol fastcall flag_enum guarded_by internal_linkage
  lifetimebound loader_uninitialized lockable matrix_type minsize musttail no_builtin no_destroy no_thread_safety_analysis nodebug
  noderef noescape not_tail_called nomerge noduplicate ns_returns_retained objc_bridge objc_bridge_related objc_bridge_mutable objc_root_class
  opencl_unroll_hint optnone overloadable ownership_holds ownership_returns ownership_takes pass_object_size preferred_name
  preserve_access_index preserve_all preserve_most regcall require_constant_initialization scoped_lockable shared_capability
  strict_gs_check swift_name swift_private swift_async swift_bridge swift_error swift_newtype swift_objc_members swiftcall
  test_typestate try_acquire_capability type_visibility unavailable unlikely likely vectorcall warn_unused xray_always_instrument
  noinline btf_decl_tag btf_type_tag standalone_debug`.split(/\s+/),
);
/** C23 attributes and the version that `__has_c_attribute` gives for them; gcc 12 has an earlier draft's. */
const C_ATTRIBUTES: Readonly<Record<"gcc" | "clang", Readonly<Record<string, bigint>>>> = {
  gcc: { deprecated: 201904n, fallthrough: 201904n, maybe_unused: 201904n, nodiscard: 202003n },
  clang: {
    deprecated: 201904n,
    fallthrough: 201910n,
    maybe_unused: 202106n,
    nodiscard: 202003n,
    noreturn: 202202n,
    _Noreturn: 202202n,
  },
};

const BUILTINS =
  /^__(?:builtin_(?:abort|abs|add_overflow|alloca|alloca_with_align|assume_aligned|bswap(?:16|32|64)|choose_expr|clz(?:l|ll)?|clrsb(?:l|ll)?|constant_p|copysign[fl]?|cpu_(?:init|is|supports)|ctz(?:l|ll)?|dynamic_object_size|expect|expect_with_probability|extract_return_addr|fabs[fl]?|ffs(?:l|ll)?|FILE|frame_address|free|FUNCTION|huge_val[fl]?|inf[fl]?|isfinite|isinf|isnan|isnormal|LINE|longjmp|malloc|mem(?:cmp|cpy|move|set)|mul_overflow|nan[fl]?|object_size|offsetof|parity(?:l|ll)?|popcount(?:l|ll)?|prefetch|printf|return_address|setjmp|shufflevector|classify_type|eh_return|huge_valf128|convertvector|signbit[fl]?|sqrt[fl]?|str(?:chr|cmp|cpy|len|ncmp|ncpy|rchr|str)|sub_overflow|trap|types_compatible_p|unreachable|unwind_init|va_(?:copy|end|start)|[su]?(?:add|sub|mul)(?:l|ll)?_overflow|__clear_cache|___clear_cache)|atomic_(?:add_fetch|always_lock_free|and_fetch|clear|compare_exchange|compare_exchange_n|exchange|exchange_n|fetch_(?:add|and|nand|or|sub|xor)|is_lock_free|load|load_n|nand_fetch|or_fetch|signal_fence|store|store_n|sub_fetch|test_and_set|thread_fence|xor_fetch)|sync_(?:add_and_fetch|and_and_fetch|bool_compare_and_swap|fetch_and_(?:add|and|nand|or|sub|xor)|lock_release|lock_test_and_set|nand_and_fetch|or_and_fetch|sub_and_fetch|synchronize|val_compare_and_swap|xor_and_fetch))$/;
const CLANG_BUILTINS =
  /^__(?:builtin_(?:addressof|addc[bsl]?|addcl|addcll|subc[bsl]?|subcl|subcll|align_up|align_down|is_aligned|launder|stdarg_start|va_arg|alloca_uninitialized|assume|bit_cast|bitreverse(?:8|16|32|64)|bswapg|canonicalize[fl]?|complex|debugtrap|dump_struct|elementwise_\w+|reduce_\w+|isfpclass|memcpy_inline|memset_inline|nondeterministic_value|nontemporal_(?:load|store)|os_log_format|preserve_access_index|readcyclecounter|readsteadycounter|rotateleft(?:8|16|32|64)|rotateright(?:8|16|32|64)|unpredictable|verbose_trap|wcslen|popcountg|clzg|ctzg|operator_delete)|c11_atomic_\w+|make_integer_seq|is_\w+|has_\w+)$/;
const GCC_BUILTINS =
  /^__builtin_(?:bswap128|has_attribute|next_arg|saveregs|shuffle|apply|apply_args|return|va_arg_pack|va_arg_pack_len|tgmath|speculation_safe_value|goacc_\w+|clear_padding|call_with_static_chain)$/;

/** What clang 19 has in C, by `__has_feature`; measured, and the same on every target but for blocks. */
const FEATURES: ReadonlySet<string> = new Set(
  `assume_nonnull attribute_analyzer_noreturn attribute_availability attribute_availability_app_extension
  attribute_availability_in_templates attribute_availability_tvos attribute_availability_watchos
  attribute_availability_with_message attribute_availability_with_replacement attribute_availability_with_strict
  attribute_availability_with_version_underscores attribute_cf_consumed attribute_cf_returns_not_retained
  attribute_cf_returns_on_parameters attribute_cf_returns_retained attribute_deprecated_with_message
  attribute_deprecated_with_replacement attribute_diagnose_if_objc attribute_ext_vector_type attribute_ns_consumed
  attribute_ns_consumes_self attribute_ns_returns_not_retained attribute_ns_returns_retained attribute_objc_ivar_unused
  attribute_objc_method_family attribute_overloadable attribute_unavailable_with_message attribute_unused_on_fields c_alignas
  c_alignof c_atomic c_generic_selections c_static_assert c_thread_local enumerator_attributes nullability
  nullability_nullable_result nullability_on_arrays objc_bridge_id objc_bridge_id_on_typedefs pragma_stdc_cx_limited_range tls`.split(
    /\s+/,
  ),
);
/** What it has beyond that as an extension of the default dialect. */
const EXTENSIONS: ReadonlySet<string> = new Set(
  `c_attributes c_generic_selection_with_controlling_type cxx_binary_literals cxx_fixed_enum gnu_asm gnu_asm_goto_with_outputs
  gnu_asm_goto_with_outputs_full overloadable_unmarked pragma_clang_attribute_external_declaration pragma_clang_attribute_namespaces
  statement_attributes_with_gnu_syntax swiftcc`.split(/\s+/),
);

function hasBuiltin(name: string, isClang: boolean): boolean {
  if (!name.startsWith("__"))
    return LIBRARY_BUILTINS.has(name) || (isClang ? LIBRARY_BUILTINS_OF_CLANG : LIBRARY_BUILTINS_OF_GCC).has(name);
  return BUILTINS.test(name) || (isClang ? CLANG_BUILTINS : GCC_BUILTINS).test(name);
}

/** Answers for the compiler of the target a run stands for. */
export class Capabilities {
  readonly #compiler: () => "gcc" | "clang";
  /** Whether the target's compiler predefines a macro. */
  readonly #isDefined: (name: string) => boolean;

  readonly #isC11: boolean;

  /** `isC11`: the dialect is C11 or later, so that clang calls its features such rather than extensions. */
  constructor(compiler: () => "gcc" | "clang", isDefined: (name: string) => boolean, isC11: boolean) {
    this.#compiler = compiler;
    this.#isC11 = isC11;
    this.#isDefined = isDefined;
  }

  /** Whether a name is an operator that the compiler has, so that `#ifdef` finds it defined. */
  isOperator(name: string): boolean {
    if (!name.startsWith("__")) return false;
    if (BOTH.has(name)) return true;
    if (GCC_ONLY.has(name)) return true;
    return CLANG_ONLY.has(name) && this.#compiler() === "clang";
  }

  has(operator: string, spelled: string): bigint {
    const scoped = /^(?:(gnu|__gnu__|clang|_Clang)::)?(.*)$/.exec(spelled);
    const name = plainName(scoped?.[2] ?? spelled);
    const isClang = this.#compiler() === "clang";
    const truth = (value: boolean): bigint => (value ? 1n : 0n);
    const isForeign = !isClang && ONLY_ON_X86.has(name) && !this.#isDefined("__i386__") && !this.#isDefined("__x86_64__");
    const hasAttribute = isForeign
      ? false
      : isClang
        ? (ATTRIBUTES.has(name) && !NOT_IN_CLANG.has(name)) || CLANG_ATTRIBUTES.has(name)
        : ATTRIBUTES.has(name);
    switch (operator) {
      case "__has_attribute":
        return truth(hasAttribute);
      case "__has_c_attribute":
      case "__has_cpp_attribute":
        return scoped?.[1] === undefined ? (C_ATTRIBUTES[isClang ? "clang" : "gcc"][name] ?? 0n) : truth(hasAttribute);
      case "__has_builtin":
        return truth(hasBuiltin(spelled, isClang));
      case "__has_feature":
      case "__has_extension":
        if (name === "blocks") return truth(this.#isDefined("__APPLE__"));
        if (operator === "__has_feature" && name.startsWith("c_") && !this.#isC11) return 0n;
        return truth(FEATURES.has(name) || (operator === "__has_extension" && EXTENSIONS.has(name)));
      case "__has_declspec_attribute":
        return 0n;
      case "__is_identifier":
        return 1n;
      default:
        return 0n;
    }
  }
}

/** `__packed__` is `packed`. */
export function plainName(name: string): string {
  return name.length > 4 && name.startsWith("__") && name.endsWith("__") ? name.slice(2, -2) : name;
}
