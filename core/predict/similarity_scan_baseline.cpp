#define ORL_SCAN_VARIANT kBaseline
#define ORL_SCAN_NAME "baseline"
#define ORL_SCAN_LANES 4
#define ORL_SCAN_ROWS 4
#define ORL_SCAN_VECTORS 2
#if defined(ORL_SCAN_X86)
#include <emmintrin.h>
#define ORL_SCAN_REACHES(a, b) _mm_movemask_ps(_mm_cmpge_ps(a, b))
#endif
#include "core/predict/similarity_scan_impl.inc"
