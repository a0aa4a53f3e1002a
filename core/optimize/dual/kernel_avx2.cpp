#if defined(ORL_KERNEL_X86)
#include <immintrin.h>

#define ORL_KERNEL_WIDTH 4
#define ORL_KERNEL_NAME evaluateAvx2
#define ORL_KERNEL_EQUAL(a, b) _mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_EQ_OQ))
#include "core/optimize/dual/kernel_impl.inc"
#endif
