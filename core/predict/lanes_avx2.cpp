#if defined(ORL_SCAN_X86)
#define ORL_LANES_VARIANT kAvx2
#define ORL_LANES_NAME "avx2"
#define ORL_LANES_NATIVE 8
#define ORL_LANES_ROWS 4
#define ORL_LANES_VECTORS 3
#include "core/predict/lanes_impl.inc"
#endif
