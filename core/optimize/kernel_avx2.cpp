#if defined(ORL_KERNEL_X86) || 4 == 2
#define ORL_KERNEL_WIDTH 4
#define ORL_KERNEL_NAME evaluateAvx2
#include "core/optimize/kernel_impl.inc"
#endif
