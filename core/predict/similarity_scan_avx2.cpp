#if defined(ORL_SCAN_X86)
#include <immintrin.h>

#define ORL_SCAN_VARIANT kAvx2
#define ORL_SCAN_NAME "avx2"
#define ORL_SCAN_LANES 8
#define ORL_SCAN_ROWS 4
#define ORL_SCAN_VECTORS 3
#define ORL_SCAN_REACHES(a, b) _mm256_movemask_ps(_mm256_cmp_ps(a, b, _CMP_GE_OQ))
#include "core/predict/similarity_scan_impl.inc"
#endif
