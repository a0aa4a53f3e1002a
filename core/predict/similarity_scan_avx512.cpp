#if defined(ORL_SCAN_X86)
#include <immintrin.h>

#define ORL_SCAN_VARIANT kAvx512
#define ORL_SCAN_NAME "avx512"
#define ORL_SCAN_LANES 16
#define ORL_SCAN_ROWS 8
#define ORL_SCAN_VECTORS 3
#define ORL_SCAN_REACHES(a, b) _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ)
#include "core/predict/similarity_scan_impl.inc"
#endif
