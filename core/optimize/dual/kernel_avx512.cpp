#if defined(ORL_KERNEL_X86)
#include <immintrin.h>

#define ORL_KERNEL_WIDTH 8
#define ORL_KERNEL_NAME evaluateAvx512
#define ORL_KERNEL_EQUAL(a, b) _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ)
#include "core/optimize/dual/kernel_impl.inc"
#endif
