#if defined(ORL_SCAN_X86)
#define ORL_LANES_VARIANT kAvx512
#define ORL_LANES_NAME "avx512"
#define ORL_LANES_NATIVE 16
#define ORL_LANES_ROWS 8
#define ORL_LANES_VECTORS 3
#include "core/predict/lanes_impl.inc"
#endif
