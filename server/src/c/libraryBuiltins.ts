/**
 * Functions of the C library that compilers know as builtins, so that `__has_builtin(memcpy)` holds: gcc 12 and clang
 * 19, the same on every target. Measured; the oracle asks both compilers again for every name.
 */

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const LIBRARY_BUILTINS: ReadonlySet<string> = names(`
  _Exit _exit abort abs acos acosf acosh acoshf acoshl acosl aligned_alloc alloca asin asinf asinh asinhf asinhl asinl atan atan2
  atan2f atan2l atanf atanh atanhf atanhl atanl bcmp bcopy bzero cabs cabsf cabsl cacos cacosf cacosh cacoshf cacoshl cacosl
  calloc carg cargf cargl casin casinf casinh casinhf casinhl casinl catan catanf catanh catanhf catanhl catanl cbrt cbrtf cbrtl
  ccos ccosf ccosh ccoshf ccoshl ccosl ceil ceilf ceill cexp cexpf cexpl cimag cimagf cimagl clog clogf clogl conj conjf conjl
  copysign copysignf copysignl cos cosf cosh coshf coshl cosl cpow cpowf cpowl cproj cprojf cprojl creal crealf creall csin csinf
  csinh csinhf csinhl csinl csqrt csqrtf csqrtl ctan ctanf ctanh ctanhf ctanhl ctanl erf erfc erfcf erfcl erff erfl exit exp exp2
  exp2f exp2l expf expl expm1 expm1f expm1l fabs fabsf fabsl fdim fdimf fdiml finite finitef finitel floor floorf floorl fma fmaf
  fmal fmax fmaxf fmaxl fmin fminf fminl fmod fmodf fmodl fprintf free frexp frexpf frexpl fscanf fwrite hypot hypotf hypotl ilogb
  ilogbf ilogbl index isalnum isalpha isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit labs ldexp
  ldexpf ldexpl lgamma lgammaf lgammal llabs llrint llrintf llrintl llround llroundf llroundl log log10 log10f log10l log1p log1pf
  log1pl log2 log2f log2l logb logbf logbl logf logl lrint lrintf lrintl lround lroundf lroundl malloc memchr memcmp memcpy
  memmove mempcpy memset modf modff modfl nan nanf nanl nearbyint nearbyintf nearbyintl nextafter nextafterf nextafterl nexttoward
  nexttowardf nexttowardl pow powf powl printf realloc remainder remainderf remainderl remquo remquof remquol rindex rint rintf
  rintl round roundeven roundevenf roundevenl roundf roundl scalbln scalblnf scalblnl scalbn scalbnf scalbnl scanf sin sinf sinh
  sinhf sinhl sinl snprintf sprintf sqrt sqrtf sqrtl sscanf stpcpy stpncpy strcasecmp strcat strchr strcmp strcpy strcspn strdup
  strlen strncasecmp strncat strncmp strncpy strndup strpbrk strrchr strspn strstr tan tanf tanh tanhf tanhl tanl tgamma tgammaf
  tgammal tolower toupper trunc truncf truncl vfprintf vfscanf vprintf vscanf vsnprintf vsprintf vsscanf`);

export const LIBRARY_BUILTINS_OF_GCC: ReadonlySet<string> = names(`
  dcgettext dgettext drem dremf dreml execl execle execlp execv execve execvp exp10 exp10f exp10l feclearexcept fegetround
  feraiseexcept fesetround ffs ffsl ffsll fork fprintf_unlocked fputc fputc_unlocked fputs fputs_unlocked fwrite_unlocked gamma
  gammaf gammal gettext imaxabs isascii isinf isinff isinfl isnan isnanf isnanl iswalnum iswalpha iswblank iswcntrl iswdigit
  iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit j0 j0f j0l j1 j1f j1l jn jnf jnl posix_memalign pow10 pow10f
  pow10l printf_unlocked putc putchar putchar_unlocked puts puts_unlocked scalb scalbf scalbl signbit signbitf signbitl
  significand significandf significandl sincos sincosf sincosl strfmon strftime strnlen toascii towlower towupper y0 y0f y0l y1
  y1f y1l yn ynf ynl`);

export const LIBRARY_BUILTINS_OF_CLANG: ReadonlySet<string> = names(`
  _setjmp fopen fread getcontext longjmp memccpy savectx setjmp sigsetjmp strerror strtod strtof strtok strtol strtold strtoll
  strtoul strtoull strxfrm vfork wcschr wcscmp wcslen wcsncmp wmemchr wmemcmp wmemcpy wmemmove`);
