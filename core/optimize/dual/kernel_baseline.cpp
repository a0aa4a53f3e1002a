#define ORL_KERNEL_WIDTH 2
#define ORL_KERNEL_NAME evaluateBaseline
#if defined(ORL_KERNEL_X86)
#include <emmintrin.h>
#define ORL_KERNEL_EQUAL(a, b) _mm_movemask_pd(_mm_cmpeq_pd(a, b))
#endif
#include "core/optimize/dual/kernel_impl.inc"
